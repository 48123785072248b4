import {
  InternalError,
  SmpClient,
  type CompiledPolicy,
  type HpkeKeyPair,
  type InstructionBodies,
  type InstructionKind,
} from '@feierabend/protocol';

import type { Decision } from '../core/orders/instruction-desk.ts';
import { eraseBlockBytes, flashBytes } from '../core/storage/flash-map.ts';
import type { Flash, TapChannel } from '../core/ports.ts';
import type { Tracker } from '../core/tracker.ts';
import type { BackupRtc } from '../hardware/backup-rtc.ts';
import { NorFlash } from '../hardware/nor-flash.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { VirtualClock } from '../hardware/virtual-clock.ts';
import { VirtualDevice } from '../hardware/virtual-device.ts';
import { FakeNetwork } from './fake-link.ts';
import { epoch, type TestPlace } from './nmea.ts';
import { openReports, type OpenedReports } from './open-reports.ts';
import {
  at,
  imageTrust,
  policyInstruction,
  provisioning,
  signedOrder,
  testImage,
} from './test-tenant.ts';

export interface TestTrackerOptions {
  /** What uptime zero is in Unix seconds, to the millisecond; 06:00:00.250 of the test Monday when not given. */
  readonly startS?: number;
  readonly provisioned?: boolean;
  readonly image?: Uint8Array;
  readonly seed?: number;
  /** Gives the board a clock chip; without it there is none. */
  readonly rtcOf?: (clock: VirtualClock) => BackupRtc;
  readonly mayCrash?: boolean;
  /** A chip with a past: nothing is manufactured then. */
  readonly cells?: NorFlash;
  /** Puts something in front of the flash chip. */
  readonly flashOf?: (cells: NorFlash) => Flash;
}

export interface TapEntry {
  readonly channel: TapChannel;
  readonly bytes: Uint8Array;
}

/** One tracker with everything around it in memory, and time that moves when it is told to. */
export class TestTracker {
  readonly clock = new VirtualClock();
  readonly cells: NorFlash;
  readonly network = new FakeNetwork();
  readonly taps: TapEntry[] = [];
  readonly serialOut: Uint8Array[] = [];
  readonly log: string[] = [];
  readonly device: VirtualDevice;
  /** A client on the serial port. Answers come at once. */
  readonly client: SmpClient;
  readonly #startMs: number;
  #lastSequence = 0;

  constructor(options: TestTrackerOptions = {}) {
    const { startS = at(6) + 0.25, provisioned = true, image = testImage(0), seed = 1 } = options;
    this.#startMs = Math.round(startS * 1000);
    this.cells = options.cells ?? new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
    this.client = new SmpClient({
      send: (bytes) => this.device.serialReceived(bytes),
      clock: { now: () => this.clock.uptimeMs(), after: () => () => {} },
      timeoutMs: 1000,
      retries: 0,
    });
    const rtc = options.rtcOf?.(this.clock);
    this.device = new VirtualDevice(
      {
        clock: this.clock,
        ...(rtc === undefined ? {} : { rtc }),
        flash: options.flashOf?.(this.cells) ?? this.cells,
        random: new SeededRandom(seed),
        serialOut: (bytes) => {
          this.serialOut.push(bytes);
          this.client.receive(bytes);
        },
        log: (line) => void this.log.push(line),
        network: (events) => this.network.boot(events),
        tap: (channel, bytes) => void this.taps.push({ channel, bytes }),
        // A test learns of what nobody caught, unless it is about that.
        crashed: (error) => {
          if (options.mayCrash !== true) throw error;
        },
      },
      imageTrust,
    );
    if (options.cells !== undefined) return;
    this.device.manufacture({ image, ...(provisioned ? { provisioning } : {}) });
  }

  /** The firmware; throws without power. */
  get tracker(): Tracker {
    if (this.device.tracker === undefined) throw new InternalError('the tracker has no power');
    return this.device.tracker;
  }

  get duty() {
    if (this.tracker.duty === undefined) throw new InternalError('the tracker is not provisioned');
    return this.tracker.duty;
  }

  get nowS(): number {
    return (this.#startMs + this.clock.uptimeMs()) / 1000;
  }

  /** Lets time pass, with nothing on the GNSS port. */
  passTo(untilS: number): void {
    const untilMs = Math.round(untilS * 1000) - this.#startMs;
    while (this.clock.step(untilMs));
  }

  /**
   * Lets time pass up to a second, which is included, with what a receiver says at each whole second: a place, or `undefined`
   * for no fix. `errorS` is how far the receiver's time is ahead.
   */
  driveTo(untilS: number, placeAt: (timeS: number) => TestPlace | undefined, errorS = 0): void {
    for (let timeS = Math.floor(this.nowS) + 1; timeS <= untilS; timeS += 1) {
      this.passTo(timeS);
      this.device.tracker?.gnssReceived(epoch((timeS + errorS) * 1000, placeAt(timeS)));
    }
  }

  /** Gives the tracker a policy, with the next sequence number. */
  apply(policy: CompiledPolicy, reason = 'test'): Decision {
    this.#lastSequence += 1;
    return this.duty.instruct(policyInstruction(policy, { sequence: this.#lastSequence, reason }));
  }

  /** Gives the tracker an instruction of any kind, with the next sequence number. */
  order<Kind extends InstructionKind>(
    kind: Kind,
    body: InstructionBodies[Kind],
    parts: Parameters<typeof signedOrder>[2] = {},
  ): Decision {
    this.#lastSequence += 1;
    return this.duty.instruct(signedOrder(kind, body, { sequence: this.#lastSequence, ...parts }));
  }

  /** Presses the button for help, and lets it go. */
  callForHelp(): void {
    this.device.setInput('sos', true);
    this.device.setInput('sos', false);
  }

  /** Switches it off and on again. */
  powerCycle(): void {
    this.device.powerOff();
    this.device.powerOn();
  }

  /** What the controller reads out of everything that was delivered. */
  reportsFor(reading: HpkeKeyPair): OpenedReports {
    return openReports(this.network.delivered, this.tracker.identity?.seal.publicKey, reading);
  }

  get reports(): OpenedReports {
    return openReports(this.network.delivered, this.tracker.identity?.seal.publicKey);
  }
}

/** A tracker with power, at 06:00:00.250 of the test Monday. */
export function makeTestTracker(options: TestTrackerOptions = {}): TestTracker {
  const world = new TestTracker(options);
  world.device.powerOn();
  return world;
}
