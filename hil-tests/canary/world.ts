import {
  eraseBlockBytes,
  flashBytes,
  flashMap,
  NorFlash,
  SeededRandom,
  type InputName,
  VirtualClock,
  VirtualDevice,
  type SeededDefect,
  type TapChannel,
} from '@feierabend/firmware-sim';
import {
  decodeJournalPage,
  encodeInstructionBody,
  keyChange,
  SmpClient,
  trustedKeyOf,
  type CompiledPolicy,
  type InstructionKind,
} from '@feierabend/protocol';

import { topicOf } from '@feierabend/firmware-sim/broker/topic';
import { CutFlash, PowerCut } from './cut-flash.ts';
import type { CanaryChannel, EvidencePiece } from './evidence.ts';
import { CanaryNetwork } from './network.ts';
import type { Place } from './places.ts';
import { sentencesOf } from '../src/station/sentences.ts';
import {
  administrator,
  device,
  imageOf,
  imageTrust,
  policyBody,
  signed,
  tenant,
  trustedKeys,
} from './tenant.ts';

const utf8 = new TextEncoder();

export interface WorldOptions {
  readonly seed: number;
  /** What uptime zero is in Unix seconds. */
  readonly startS: number;
  readonly copies: number;
  readonly nmea: boolean;
  readonly defects: readonly SeededDefect[];
}

/** Whose the device is, from so many delivered messages on. */
export interface Ownership {
  readonly tenant: string;
  readonly sealKey: Uint8Array;
  readonly fromMessage: number;
}

/** One device with everything around it in memory, and everything it lets out in a list. */
export class CanaryWorld {
  readonly evidence: EvidencePiece[] = [];
  readonly network: CanaryNetwork;
  readonly client: SmpClient;
  device: VirtualDevice;
  readonly ownerships: Ownership[] = [];
  readonly options: WorldOptions;
  readonly #clock = new VirtualClock();
  #cells: NorFlash;
  #flash: CutFlash;
  #boards = 0;
  readonly #topics = new Set<string>();
  #sequence = 0;
  /** Which administrator is in office. */
  #inOffice = 0;
  /** What the serial driver throws at the next line, if anything. */
  #serialFault: Error | undefined;
  /** No epoch has come since the last boot. */
  isFresh = true;
  crashes = 0;
  powerCuts = 0;

  constructor(options: WorldOptions) {
    this.options = options;
    this.network = new CanaryNetwork(options.copies);
    this.#cells = this.#chip();
    this.#flash = new CutFlash(this.#cells);
    this.client = new SmpClient({
      send: (bytes) => this.device.serialReceived(bytes),
      clock: { now: () => this.#clock.uptimeMs(), after: () => () => {} },
      timeoutMs: 1000,
      retries: 0,
    });
    this.device = this.#makeDevice();
    this.#manufacture();
  }

  /** Another board takes the place of this one, which keeps what is in its flash. */
  replaceBoard(): void {
    this.device.powerOff();
    this.#add('flash', this.usedFlash);
    this.#cells = this.#chip();
    this.#flash = new CutFlash(this.#cells);
    this.#boards += 1;
    this.device = this.#makeDevice();
    this.#manufacture();
  }

  /** The same board is programmed for somebody else, with all that is in its flash. */
  changeHands(to: string): void {
    this.device.powerOff();
    this.#provision(to);
  }

  #manufacture(): void {
    this.device.manufacture({ image: imageOf(0, this.options.defects) });
    this.#provision(tenant);
  }

  #provision(owner: string): void {
    this.isFresh = true;
    this.#inOffice = 0;
    this.device.manufacture({ provisioning: { tenant: owner, device, trustedKeys } });
    this.device.powerOn();
    this.ownerships.push({
      tenant: owner,
      sealKey: this.device.tracker?.identity?.seal.publicKey ?? new Uint8Array(65),
      fromMessage: this.network.delivered.length,
    });
  }

  #chip(): NorFlash {
    return new NorFlash({
      sizeBytes: flashBytes,
      eraseBlockBytes,
      onProgram: (at, bytes) => this.#programmed(at, bytes),
    });
  }

  get nowS(): number {
    return this.options.startS + this.#clock.uptimeMs() / 1000;
  }

  /** All that was programmed since the chip was made lies in the evidence; this is what lies there now. */
  get usedFlash(): Uint8Array {
    const image = this.#cells.read(0, this.#cells.sizeBytes);
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < image.length; at += eraseBlockBytes) {
      const block = image.subarray(at, at + eraseBlockBytes);
      if (block.some((byte) => byte !== 0xff)) blocks.push(block);
    }
    return Buffer.concat(blocks);
  }

  /** Lets time pass; a reset that was asked for happens on the way. */
  async passTo(untilS: number): Promise<void> {
    const untilMs = Math.round((untilS - this.options.startS) * 1000);
    for (let fired = true; fired;) {
      fired = false;
      this.survive(() => {
        fired = this.#clock.step(untilMs);
      });
      // A reset waits for the firmware to return.
      if (fired) await Promise.resolve();
    }
  }

  /** The receiver has a fix. `errorS` is how far its time is ahead. */
  async visit(timeS: number, place: Place, errorS = 0): Promise<void> {
    await this.passTo(timeS + 0.25);
    const timeMs = Math.round((timeS + errorS) * 1000);
    this.isFresh = false;
    this.survive(() => {
      const { tracker } = this.device;
      if (this.options.nmea) tracker?.gnssReceived(utf8.encode(sentencesOf(timeMs, place)));
      else
        tracker?.gnssEpochReceived({ timeMs, valid: true, position: { ...place, speedKmh: 50 } });
    });
    await Promise.resolve();
  }

  /** Does something to the device; where power ends it, it is switched on again. */
  survive(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.powerCuts += 1;
      this.#flash.mend();
      this.powerCycle();
    }
  }

  powerCycle(): void {
    this.device.powerOff();
    this.device.powerOn();
  }

  /** Takes power away in the middle of a flash operation that is soon to come. */
  cutAfter(operations: number): void {
    this.#flash.cutAfter(operations);
  }

  /** Gives up a power cut that nothing led to. */
  keepPower(): void {
    this.#flash.mend();
  }

  /** The next thing the firmware says on the serial port fails in the driver. */
  breakSerial(error: Error): void {
    this.#serialFault = error;
  }

  /** Moves a switch or a button. */
  touch(name: InputName, isActive: boolean): void {
    this.survive(() => this.device.setInput(name, isActive));
  }

  /** Reads the whole journal, as somebody does who ends a tenancy. */
  readJournal(): void {
    const duty = this.device.tracker?.duty;
    for (let from = 0; duty !== undefined && from < duty.journal.length;) {
      const page = decodeJournalPage(duty.readJournal(from, 3000));
      const read = page.ok ? page.value.entries.length : 0;
      if (read === 0) return;
      from = Math.max(from, duty.journal.first) + read;
    }
  }

  /** An instruction for this device, signed by both sides. */
  signed(kind: InstructionKind, body: Uint8Array): Uint8Array {
    this.#sequence += 1;
    const parts = {
      tenant: this.ownerships.at(-1)?.tenant ?? tenant,
      sequence: this.#sequence,
      issuedS: Math.floor(this.nowS),
      kind,
      body,
    };
    return signed(parts, administrator(this.#inOffice));
  }

  /** Another administrator takes office, and the key of the one before is revoked; whether the device took it. */
  succeed(): boolean {
    const { keyId } = administrator(this.#inOffice);
    const next = trustedKeyOf(administrator(this.#inOffice + 1));
    const left = { keyId, why: 'left', revokedS: Math.floor(this.nowS) } as const;
    const isTaken = this.instruct(
      'key-change',
      encodeInstructionBody('key-change', keyChange([next], [left])),
    );
    if (isTaken) this.#inOffice += 1;
    return isTaken;
  }

  /** What the one before in office tries. */
  asPredecessor(act: () => unknown): void {
    this.#inOffice -= 1;
    act();
    this.#inOffice += 1;
  }

  /** Gives an instruction; whether the device took it. */
  instruct(kind: InstructionKind, body: Uint8Array): boolean {
    const order = this.signed(kind, body);
    let taken = false;
    this.survive(() => {
      taken = this.device.tracker?.duty?.instruct(order).accepted === true;
    });
    return taken;
  }

  apply(policy: CompiledPolicy): boolean {
    return this.instruct('policy', policyBody(policy));
  }

  #makeDevice(): VirtualDevice {
    return new VirtualDevice(
      {
        clock: this.#clock,
        flash: this.#flash,
        random: new SeededRandom(this.options.seed).fork(`device ${this.#boards}`),
        serialOut: (bytes) => {
          const fault = this.#serialFault;
          this.#serialFault = undefined;
          if (fault !== undefined) throw fault;
          this.client.receive(bytes);
        },
        log: () => {},
        network: (events) => {
          this.isFresh = true;
          const link = this.network.boot(events);
          const publish: typeof link.publish = (message) => {
            const owner = this.ownerships.at(-1)?.tenant ?? tenant;
            const topic = topicOf(owner, device, message.channel);
            this.#addTopic(topic);
            return link.publish(message);
          };
          return { ...link, publish };
        },
        tap: (channel, bytes) => this.#tapped(channel, bytes),
        crashed: () => {
          this.crashes += 1;
        },
      },
      imageTrust,
    );
  }

  #tapped(channel: TapChannel, bytes: Uint8Array): void {
    // What goes on the wire is ciphertext; it is seen in the same channel once more.
    if (channel === 'mqtt') this.#add('mqtt payload', bytes, true);
    else if (channel === 'flash') this.#add('flash', bytes, true);
    else this.#add(channel, channel === 'log' ? Buffer.concat([bytes, newLine]) : bytes);
  }

  /** A topic is as often the same as there are messages. */
  #addTopic(topic: string): void {
    if (this.#topics.has(topic)) return;
    this.#topics.add(topic);
    this.#add('mqtt topic', utf8.encode(`${topic}\n`));
  }

  #programmed(at: number, bytes: Uint8Array): void {
    const { crash } = flashMap;
    const isDump = at >= crash.at && at < crash.at + crash.sizeBytes;
    this.#add(isDump ? 'crash dump' : 'flash', bytes.slice());
  }

  #add(channel: CanaryChannel, bytes: Uint8Array, isBeforeSealing = false): void {
    const atMs = Math.round(this.nowS * 1000);
    this.evidence.push({ channel, atMs, bytes, ...(isBeforeSealing ? { isBeforeSealing } : {}) });
  }
}

const newLine = Uint8Array.of(0x0a);
