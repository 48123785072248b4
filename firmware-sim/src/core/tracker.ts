import {
  decodeManifest,
  enumerationHandlers,
  formatVersion,
  lockedHandlers,
  McumgrError,
  protocolFailure,
  settingsHandlers,
  toHex,
  type BehaviourManifest,
  type SmpFailure,
  type SmpHandler,
} from '@feierabend/protocol';

import { soundAssembly, type Assembly } from './assembly.ts';
import { BootStateCell } from './boot/boot-state.ts';
import { CrashCell, type CrashRecord } from './boot/crash-record.ts';
import { FaultHandler } from './boot/fault-handler.ts';
import { assemblyOf } from './defects/image-assembly.ts';
import { Duty } from './duty.ts';
import type { DutyRam } from './duty-ram.ts';
import { Decommissioning } from './deletion/decommissioning.ts';
import type { Erasure } from './deletion/erasure-cell.ts';
import { Enrolment } from './identity/enrolment.ts';
import {
  IdentityStore,
  packIdentity,
  unpackIdentity,
  type DeviceIdentity,
  type DeviceNames,
  type IdentityRam,
  type Provisioning,
} from './identity/identity.ts';
import { KeyStore } from './identity/key-store.ts';
import { DeviceSettings, type SettingsRam } from './settings/settings-store.ts';
import {
  ImageSlots,
  type BootOutcome,
  type ImageTrust,
  type SlotsRam,
} from './boot/image-slots.ts';
import { imageHandlers } from './management/image-handlers.ts';
import { Conversation } from './management/conversation.ts';
import { osHandlers } from './management/os-handlers.ts';
import { provisioningHandlers } from './management/provisioning-handlers.ts';
import { recordHandlers } from './management/record-handlers.ts';
import { trackerHandlers } from './management/tracker-handlers.ts';
import { whole } from './whole.ts';
import type { GnssEpoch } from '../gnss/epoch.ts';
import type { BootMode, Flash, InputName, LinkEvents, Random, World } from './ports.ts';

/** How long a reset waits for the network to deliver its answer. */
const lastWordsMs = 5_000;

export interface TrackerOptions {
  readonly trust: ImageTrust;
}

/** What a sleeping device has in RAM and not in flash (docs/firmware/sleep.md). */
export interface TrackerRam {
  readonly slots: SlotsRam;
  readonly bootOutcome: BootOutcome;
  readonly crash: CrashRecord | null;
  readonly identity: IdentityRam;
  readonly settings: SettingsRam;
  readonly enrolled: DeviceNames | null;
  readonly answers: number;
  readonly duty: DutyRam;
}

/**
 * The firmware of one tracker, from boot to the next reset. It is a pure core: bytes and events come in through its methods,
 * everything it does goes out through the ports of {@link World}.
 */
export class Tracker implements LinkEvents {
  readonly slots: ImageSlots;
  readonly identity: DeviceIdentity | undefined;
  readonly settings: DeviceSettings;
  readonly duty: Duty | undefined;
  /** How far the end of the device has come; undefined while it may work. */
  readonly end: Erasure | undefined;
  readonly bootOutcome: BootOutcome;
  readonly #world: World;
  readonly #faults: FaultHandler;
  /** What the firmware died of before this boot, if it did. */
  readonly #crash: CrashRecord | undefined;
  /** The self-test of the image passes. */
  readonly isFit: boolean;
  readonly #selfTest: BehaviourManifest['selfTest'];
  /** Firmware with a seeded defect does things of which nobody here knows what they remember. */
  readonly #maySleep: boolean;
  readonly #enrolment: Enrolment;
  readonly #talk: Conversation;
  #isWorking = false;
  #resetAsked = false;
  #resetInto: BootMode = 'firmware';
  /** Whoever speaks to the device sits in front of it. */
  #isLocal = true;
  #answers = 0;
  #lastWords: number | undefined;

  /** `ram` is what the same boot of the same device had when it fell asleep: it goes on from there. */
  constructor(world: World, options: TrackerOptions, ram?: TrackerRam) {
    const bootState = new BootStateCell(world.flash, ram?.slots.state);
    this.slots = new ImageSlots(world.flash, options.trust, bootState, ram?.slots.running);
    this.bootOutcome = ram?.bootOutcome ?? this.slots.boot(world.resetCause === 'watchdog');
    this.#crash = ram === undefined ? new CrashCell(world.flash).take() : (ram.crash ?? undefined);
    const manifest = decodeManifest(this.slots.running()?.body ?? new Uint8Array());
    const assembly = manifest.ok ? assemblyOf(manifest.value) : soundAssembly;
    const parts = assembly ?? soundAssembly;
    const selfTest = manifest.ok ? parts.selfTest(manifest.value) : 'pass';
    this.#selfTest = selfTest;
    this.isFit = assembly !== undefined && (selfTest === 'pass' || selfTest === 'hang');
    this.#maySleep = assembly === soundAssembly;
    this.#faults = new FaultHandler(world, parts.crashRecord);
    this.#world = parts.world(this.#faults.guarded(world));
    parts.bootState(bootState);
    const { flash, random, certificates } = world;
    this.end = ram === undefined ? endOf(flash, parts.eraseArea) : undefined;
    const mayWork = this.end === undefined;
    if (ram !== undefined) this.identity = unpackIdentity(ram.identity);
    else if (mayWork) this.identity = new IdentityStore(flash).load();
    this.settings = new DeviceSettings(flash, ram?.settings);
    this.#enrolment = new Enrolment({
      flash,
      random,
      certificates,
      done: ram?.enrolled ?? undefined,
    });
    const restart = () => {
      this.#resetAsked = true;
    };
    const own = { slots: this.slots, settings: this.settings, assembly: parts, restart };
    this.#talk = new Conversation(this.#world.clock, () => this.#handlers());
    this.duty = this.identity && new Duty(this.#world, this.identity, own, ram?.duty);
    if (ram === undefined) return;
    this.#isWorking = true;
    this.#answers = ram.answers;
  }

  /**
   * What is in RAM only, when the firmware is about to sleep; undefined when something is under way that cannot wait, and
   * while somebody speaks to its management port.
   */
  get ram(): TrackerRam | undefined {
    const isWell = this.#faults.isIdle && !this.#resetAsked;
    if (!this.#maySleep || !this.#isWorking || !this.#talk.isOver || !isWell) return undefined;
    return whole({
      slots: this.slots.ram,
      settings: this.settings.ram,
      duty: this.duty?.ram,
      identity: this.identity && packIdentity(this.identity),
      bootOutcome: this.bootOutcome,
      crash: this.#crash ?? null,
      enrolled: this.enrolled ?? null,
      answers: this.#answers,
    });
  }

  /** The time that a sleeping device waited for. */
  wake(): void {
    this.#faults.run(() => this.duty?.wake());
  }

  /** Factory programming: what is done to a blank board before it leaves the bench. */
  static provision(flash: Flash, provisioning: Provisioning, random: Random): void {
    const identities = new IdentityStore(flash);
    identities.create(provisioning, random);
    new KeyStore(flash).begin(provisioning.trustedKeys);
    identities.complete();
  }

  /** A tenant's, or one that was. */
  get #isOwned(): boolean {
    return this.duty !== undefined || this.end !== undefined;
  }

  /** Nothing is changed any more without a signature. */
  get #isLocked(): boolean {
    return this.#isOwned || this.enrolled !== undefined;
  }

  get enrolled(): DeviceNames | undefined {
    return this.#enrolment.done;
  }

  get firmwareVersion(): string {
    const image = this.slots.running();
    return image === undefined ? 'none' : formatVersion(image.version);
  }

  /**
   * Runs the self-test of the image, then starts work. A new image that fails it ends in a reset, and so in a revert. One
   * that fails without a way back, or no image at all, leaves the management port and nothing else.
   */
  start(): void {
    this.#faults.run(() => this.#start());
  }

  #start(): void {
    const firmware = this.firmwareVersion;
    const crash = this.#crash;
    this.#say(`boot: ${this.bootOutcome}, firmware ${firmware}`);
    if (this.#world.resetCause === 'watchdog') this.#say('boot: the watchdog had reset the board');
    if (crash !== undefined) this.#say(`boot: after a crash, ${crash.error} ${crash.code}`);
    if (this.#selfTest === 'hang') return this.#faults.hang();
    // Without work only an event can wake the firmware; the agenda knows better.
    this.#world.watchdog.feed(Number.POSITIVE_INFINITY);
    if (!this.slots.isStateKnown) this.#tellUnknownState();
    if (this.slots.running() === undefined) return;
    if (!this.isFit) {
      const revert = this.slots.hasWayBack && this.#selfTest !== 'stay';
      this.#say(
        `self-test: failed, ${revert ? 'the watchdog resets the board' : 'waiting for repair'}`,
      );
      this.duty?.note('firmware', { selfTest: 'failed', firmware });
      if (revert) this.#world.reset();
      return;
    }
    this.#isWorking = true;
    this.#noteProvisioning();
    this.duty?.start({ outcome: this.bootOutcome, firmware, ...this.#resetDetail() });
    // An order that power had ended may end the device now.
    if (this.#resetAsked) this.#reset();
  }

  /** Which image was started all the same: the device is closed, and somebody has to name it (docs/firmware/storage.md). */
  #tellUnknownState(): void {
    const running = this.slots.running();
    this.#say('boot: the boot state cannot be read; closed until it is confirmed what runs');
    const image = running === undefined ? 'none' : toHex(running.hash);
    this.duty?.note('firmware', { bootState: 'unreadable', image });
  }

  /** What a blank device was made of stands in the journal before it starts work. */
  #noteProvisioning(): void {
    const { record } = this.#enrolment;
    if (record === undefined || record === this.duty?.journal.provisioning) return;
    this.duty?.note('provisioning', { by: 'management-port', record });
  }

  serialReceived(bytes: Uint8Array): void {
    this.#faults.run(() => this.#serialReceived(bytes));
  }

  #serialReceived(bytes: Uint8Array): void {
    this.#isLocal = true;
    for (const answer of this.#talk.hear(bytes)) this.#world.serial.write(answer);
    if (this.#resetAsked) this.#reset();
  }

  #handlers(): readonly SmpHandler[] {
    const handlers = [
      ...osHandlers((into) => this.#askReset(into)),
      ...imageHandlers(this.slots, this.#world.flash),
      ...lockedHandlers(settingsHandlers(this.settings), () => this.#isLocked),
      ...trackerHandlers(this),
      ...recordHandlers(this),
      ...provisioningHandlers(this.#enrolment, () => this.#isOwned),
    ];
    return [...handlers, ...enumerationHandlers(handlers)];
  }

  gnssReceived(bytes: Uint8Array): void {
    this.#faults.run(() => {
      if (!this.#isWorking) return;
      this.duty?.gnss.receive(bytes);
      this.duty?.review();
    });
  }

  /** Somebody moved a switch, pressed a button or opened the case. */
  inputChanged(name: InputName, isActive: boolean): void {
    this.#faults.run(() => {
      if (this.#isWorking) this.duty?.inputChanged(name, isActive);
    });
  }

  /** Takes what a receiver without NMEA text knows at this instant. */
  gnssEpochReceived(epoch: GnssEpoch): void {
    this.#faults.run(() => {
      if (!this.#isWorking) return;
      this.duty?.gnss.receiveEpoch(epoch);
      this.duty?.review();
    });
  }

  /** What the network says the time is (NITZ, for one). Nobody vouches for it: see `TimeKeeper.hint`. */
  networkTimeReceived(unixMs: number): void {
    this.duty?.time.hint(unixMs);
  }

  connected(): void {
    this.#faults.run(() => this.duty?.uplink.connected());
  }

  published(id: number): void {
    this.#faults.run(() => {
      if (id === this.#lastWords) this.#reset();
      else this.duty?.uplink.published(id);
    });
  }

  received(_channel: 'smp/req', payload: Uint8Array): void {
    this.#faults.run(() => this.#received(payload));
  }

  #received(payload: Uint8Array): void {
    this.#isLocal = false;
    for (const answer of this.#talk.answer(payload)) {
      this.#answers += 1;
      // Ids below zero never meet those of the outbox. Without room the answer is dropped: who asks has a deadline.
      this.#world.link.publish({ id: -this.#answers, channel: 'smp/rsp', payload: answer });
    }
    if (!this.#resetAsked) return;
    // The answer has to be out before the network goes down with the reset.
    this.#lastWords = -this.#answers;
    this.#world.clock.after(lastWordsMs, () => this.#reset());
  }

  disconnected(reason: string): void {
    this.#faults.run(() => {
      this.#say(`network: ${reason}`);
      this.duty?.uplink.disconnected();
    });
  }

  #resetDetail(): Readonly<Record<string, string>> {
    return this.#world.resetCause === 'watchdog' ? { reset: 'watchdog' } : crashDetail(this.#crash);
  }

  /**
   * The boot loader answers on the serial port alone: nobody sends a device there who is not beside it. On a tenant's device
   * the journal has it first, because the boot loader writes none.
   */
  #askReset(into: BootMode): SmpFailure | undefined {
    if (into === 'recovery') {
      if (!this.#isLocal) return protocolFailure(McumgrError.accessDenied);
      const isNoted = this.duty?.note('firmware', { reset: 'recovery' }) ?? true;
      if (!isNoted) return protocolFailure(McumgrError.badState);
    }
    this.#resetInto = into;
    this.#resetAsked = true;
    return undefined;
  }

  #reset(): void {
    this.duty?.stop();
    this.#world.reset(this.#resetInto);
  }

  #say(line: string): void {
    this.#world.log.line(line);
    if (this.settings.value('serial/boot-text')[0] !== 1) return;
    this.#world.serial.write(new TextEncoder().encode(`${line}\r\n`));
  }
}

/** How far the end of a device has come, after this boot did its part. */
function endOf(flash: Flash, eraseArea: Assembly['eraseArea']): Erasure | undefined {
  const ending = new Decommissioning(flash, eraseArea);
  ending.finish();
  return ending.erasure;
}

/** What the journal keeps of a crash: names out of the source code. */
function crashDetail(crash: CrashRecord | undefined): Readonly<Record<string, string>> {
  if (crash === undefined) return {};
  const { error, code, frames } = crash;
  return { reset: 'crash', error, ...(code === '' ? {} : { code }), in: frames.join(' < ') };
}
