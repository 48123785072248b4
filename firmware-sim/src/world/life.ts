import { setImmediate as settled } from 'node:timers/promises';

import { UsageError, type CompiledPolicy } from '@feierabend/protocol';

import { eraseBlockBytes, flashBytes } from '../core/storage/flash-map.ts';
import type { Tap } from '../core/ports.ts';
import { EnergyMeter } from '../energy/energy-meter.ts';
import { BackupRtc, crystalPpm } from '../hardware/backup-rtc.ts';
import { FaultyFlash, type FlashErrors } from '../hardware/faulty-flash.ts';
import { NorFlash } from '../hardware/nor-flash.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { SharedPages } from '../hardware/shared-pages.ts';
import { VirtualDevice } from '../hardware/virtual-device.ts';
import { injectFaults } from './fault-injection.ts';
import { faultCatalog, type Fault } from './faults.ts';
import { Journey, type Whereabouts } from './journey.ts';
import { LifeCounts, modeName } from './life-counts.ts';
import { localOf } from './local-time.ts';
import { ModeRibbon } from './mode-ribbon.ts';
import { SimNetwork, type NetworkWatch } from './sim-network.ts';
import { SimReceiver, type ReceiverWatch } from './sim-receiver.ts';
import type { LifeWatch, Stage } from './stage.ts';
import { simulatedTenant, type SimulatedTenant } from './tenant.ts';
import { TwoClocks } from './two-clocks.ts';
import type { Witness } from './witness.ts';

export interface LifeOptions {
  /** Any 32-bit unsigned integer. */
  readonly seed: number;
  readonly fromS: number;
  readonly untilS: number;
  readonly policy: CompiledPolicy;
  /** NMEA text instead of direct positions. */
  readonly nmea: boolean;
  readonly faults: readonly Fault[];
  /** The roads of another life may be used, they are the same for the same seed. */
  readonly journey?: Whereabouts;
  /** Sees every output. */
  readonly witness?: Witness;
  /** The firmware sleeps whenever it can. It lives the same life, and takes less memory between events. */
  readonly sleeps?: boolean;
  /** What sleeping devices have alike is kept there once; one of its own when left out. */
  readonly pages?: SharedPages | undefined;
  /** Whose the device is; made from the seed when left out. */
  readonly tenant?: SimulatedTenant;
  /** Sees what an observer of the network and the receiver could see. */
  readonly watch?: LifeWatch;
  /** Lets more happen in this world; called when all of it stands. */
  readonly stage?: (stage: Stage) => void;
}

/** The life of one tracker in virtual time, with everything around it from one seed. */
export class Life {
  readonly ribbon: ModeRibbon;
  readonly counts = new LifeCounts();
  readonly energy = new EnergyMeter();
  readonly flash: NorFlash;
  readonly device: VirtualDevice;
  readonly rtc: BackupRtc;
  readonly #options: LifeOptions;
  readonly #startMs: number;
  readonly #clocks = new TwoClocks();
  readonly #faulty: FaultyFlash | undefined;
  readonly #tenant: ReturnType<typeof simulatedTenant>;
  readonly #pages: SharedPages;
  #mode = '';
  /** Conversations with the device that go on in promises. */
  #talks = 0;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#pages = options.pages ?? new SharedPages();
    const { seed, fromS, untilS, policy, nmea, witness, faults, watch } = options;
    if (untilS <= fromS) throw noSpan();
    this.#startMs = fromS * 1000;
    const dice = new SeededRandom(seed);
    this.ribbon = new ModeRibbon(fromS);
    this.#tenant = options.tenant ?? simulatedTenant(dice.fork('tenant'));
    const { world, device: deviceClock } = this.#clocks;
    this.rtc = new BackupRtc({ clock: world, driftPpm: crystalPpm(dice.fork('rtc')) });
    this.flash = new NorFlash({
      sizeBytes: flashBytes,
      eraseBlockBytes,
      ...(witness === undefined ? {} : { onProgram: (at, bytes) => witness.flash(at, bytes) }),
    });
    const network = new SimNetwork(world, this.#networkWatch());
    const receiver = new SimReceiver({
      clock: world,
      dice: dice.fork('sky'),
      journey: options.journey ?? new Journey(dice.fork('journey')),
      nmea,
      unixMs: () => this.unixMs,
      localS: localOf(policy),
      tracker: () => this.device.tracker,
      watch: this.#receiverWatch(),
    });
    this.#faulty = faults.some(({ name }) => faultCatalog[name].part === 'flash')
      ? new FaultyFlash(this.flash, {}, dice.fork('flash'))
      : undefined;
    const text = (line: string) => new TextEncoder().encode(line);
    this.device = new VirtualDevice(
      {
        clock: deviceClock,
        rtc: this.rtc,
        flash: this.#faulty ?? this.flash,
        random: dice.fork('device'),
        serialOut: (bytes) => witness?.output('serial', this.unixMs, '', bytes),
        log: (line) => {
          witness?.output('log', this.unixMs, line, text(line));
          watch?.logged(line, this.unixMs);
        },
        network: (events) => network.boot(events),
        tap: this.#tap,
        gnssPower: (on) => receiver.power(on),
      },
      this.#tenant.trust,
    );
    injectFaults(faults, {
      clocks: this.#clocks,
      startMs: this.#startMs,
      dice: dice.fork('faults'),
      network,
      receiver,
      rtc: this.rtc,
      device: this.device,
      flash: this.#faulty,
    });
    const { device } = this;
    const talking = (change: number) => void (this.#talks += change);
    options.stage?.({ clock: world, startMs: this.#startMs, network, device, talking });
  }

  /** What went wrong in flash; undefined on a sound chip. */
  get flashErrors(): FlashErrors | undefined {
    return this.#faulty && { ...this.#faulty.counts };
  }

  get #tap(): Tap | undefined {
    const { witness, watch } = this.#options;
    if (witness === undefined && watch?.sealed === undefined) return undefined;
    let toSend: Uint8Array | undefined;
    return (channel, bytes) => {
      if (channel === 'journal') witness?.output('journal', this.unixMs, '', bytes);
      if (channel === 'mqtt') witness?.records(bytes);
      // What is sealed to be sent is shown on its way to both; what is staged goes to flash only.
      if (channel === 'flash' && bytes === toSend) watch?.sealed?.();
      toSend = channel === 'mqtt' ? bytes : undefined;
    };
  }

  #receiverWatch(): ReceiverWatch {
    const { watch } = this.#options;
    return {
      acquiring: (ms) => this.energy.acquiring(ms),
      powered: (on) => this.energy.receiver(on, this.#clocks.world.uptimeMs()),
      fed: watch === undefined ? undefined : (epoch) => watch.fed(epoch),
    };
  }

  #networkWatch(): NetworkWatch {
    const { witness, watch } = this.#options;
    return {
      attached: () => {
        this.energy.attached();
        watch?.attached();
      },
      detached: () => watch?.detached?.(),
      handed: (message) => watch?.handed(message, this.unixMs),
      acknowledged: (message) => watch?.acknowledged(message, this.unixMs),
      sent: (message) => {
        const { channel, payload } = message;
        this.energy.sent(payload.length, this.#clocks.world.uptimeMs());
        this.counts.payloadBytes += payload.length;
        witness?.output('link', this.unixMs, channel, payload);
        watch?.sent(message, this.unixMs);
      },
    };
  }

  /** World time. */
  get unixMs(): number {
    return this.#startMs + this.#clocks.world.uptimeMs();
  }

  /** When something is to happen next, in milliseconds after the first instant; undefined when nothing is. */
  get nextDueMs(): number | undefined {
    return this.#clocks.nextDueMs;
  }

  /** From the factory to the end of the span. `goesOn` is asked after each event. */
  async run(goesOn: () => boolean = () => true): Promise<void> {
    const { fromS, untilS } = this.#options;
    this.begin();
    await this.advance((untilS - fromS) * 1000, { goesOn });
    this.finish();
  }

  /** From the factory to its first boot. */
  begin(): void {
    const { image, provisioning, policyOrder } = this.#tenant;
    const { policy, fromS } = this.#options;
    this.device.manufacture({ image, provisioning });
    this.device.powerOn();
    this.device.tracker?.duty?.instruct(policyOrder(policy, 1, fromS));
    this.#observe();
  }

  /** Lets everything happen up to so many milliseconds after the first instant; events wait while `hold` says so. */
  async advance(
    untilMs: number,
    { goesOn = () => true, hold = free }: AdvanceOptions = {},
  ): Promise<void> {
    const sleeps = this.#options.sleeps === true;
    for (;;) {
      const isIdle = !this.#clocks.step(Math.min(untilMs, hold.beforeMs - 1));
      if (isIdle) {
        if (hold.beforeMs > untilMs) break;
        // oxlint-disable-next-line no-await-in-loop
        await hold.lifted();
      }
      if (!goesOn()) break;
      // A reset comes with a microtask, and before time goes on.
      // oxlint-disable-next-line no-await-in-loop
      if (this.#talks > 0) await settled();
      // oxlint-disable-next-line no-await-in-loop
      else if (this.device.isResetPending) await Promise.resolve();
      this.#observe();
      if (sleeps && this.device.sleep()) this.flash.pack(this.#pages);
    }
    this.#observe();
  }

  /** Adds up; nothing happens any more. */
  finish(): void {
    this.energy.receiver(false, this.#clocks.world.uptimeMs());
    this.counts.finish();
    this.ribbon.finish(this.unixMs / 1000);
    this.#options.witness?.finish(this.unixMs, this.flash.read(0, this.flash.sizeBytes));
  }

  #observe(): void {
    // Nothing has happened to a firmware that sleeps.
    if (this.device.isAsleep) return;
    const { tracker } = this.device;
    this.counts.follow(tracker, this.device.boots);
    const mode = modeName(tracker);
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.ribbon.change(this.unixMs / 1000, mode);
    this.#options.witness?.output('mode', this.unixMs, mode, new Uint8Array());
  }
}

interface AdvanceOptions {
  readonly goesOn?: (() => boolean) | undefined;
  readonly hold?: Hold | undefined;
}

/** Something outside has to come before events at this time, in milliseconds after the first instant, may happen. */
export interface Hold {
  /** Infinity when there is nothing to wait for. */
  readonly beforeMs: number;
  /** Resolves when that has changed. */
  lifted(): Promise<void>;
}

const free: Hold = { beforeMs: Number.POSITIVE_INFINITY, lifted: () => Promise.resolve() };

function noSpan(): UsageError {
  return new UsageError({
    code: 'SIMULATION_SPAN',
    expected: 'a life that begins before it ends',
    came: '--to is not after --from',
    next: 'give two dates, the earlier one first',
  });
}
