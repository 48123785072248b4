import type { ImageTrust } from '../core/boot/image-slots.ts';
import { SerialRecovery } from '../core/boot/serial-recovery.ts';
import { ImageSlots } from '../core/boot/image-slots.ts';
import type { Provisioning } from '../core/identity/identity.ts';
import type {
  BootMode,
  Clock,
  Flash,
  IndicatorPattern,
  InputName,
  Link,
  LinkEvents,
  ResetCause,
  Rtc,
  Tap,
  World,
} from '../core/ports.ts';
import { Tracker, type TrackerRam } from '../core/tracker.ts';
import { PowerUpClock } from './power-up-clock.ts';
import type { SeededRandom } from './seeded-random.ts';
import { VirtualWatchdog } from './virtual-watchdog.ts';
import { x509 } from './x509.ts';

/** The chips and wires around the firmware, which outlive a reset. */
export interface Board {
  readonly clock: Clock & { clear(): void };
  /** Absent on a board without a clock chip. */
  readonly rtc?: Rtc & { powered(on: boolean): void };
  readonly flash: Flash;
  readonly random: SeededRandom;
  /** Which boot it is that begins, for a board whose life is longer than that of this program. */
  readonly nextBoot?: () => number;
  readonly serialOut: (bytes: Uint8Array) => void;
  readonly log: (line: string) => void;
  /** Makes the network as one boot of the firmware sees it. */
  readonly network: (events: LinkEvents) => Link;
  readonly tap: Tap | undefined;
  /** Sees the firmware switch the receiver; absent where it always has power. */
  readonly gnssPower?: (on: boolean) => void;
  /** Sees what the firmware dies of. */
  readonly crashed?: (error: unknown) => void;
}

interface Supply extends Pick<World, 'random' | 'link' | 'watchdog' | 'resetCause'> {
  readonly boot: number;
  readonly clock: PowerUpClock;
}

/** A board with its firmware: power, reset, and the pins and the light that the outside world touches and sees. */
export class VirtualDevice {
  readonly #board: Board;
  readonly #trust: ImageTrust;
  /** What one boot of the firmware sees and does not have from its own RAM; undefined without power. */
  #supply: Supply | undefined;
  /** Undefined without power, and while the firmware sleeps. */
  #tracker: Tracker | undefined;
  #ram: TrackerRam | undefined;
  /** The boot loader, while it waits in serial recovery: then there is no {@link tracker}. */
  #recovery: SerialRecovery | undefined;
  /** In memory that survives a reset, and no power cut. */
  #bootMode: BootMode = 'firmware';
  #boots = 0;
  #identities = 0;
  #isResetPending = false;
  #resetCause: ResetCause = 'power';
  /** Where switches and buttons stand: people move them with the power off, too. */
  #inputs: readonly InputName[] = [];
  #indicator: IndicatorPattern = 'off';

  constructor(board: Board, trust: ImageTrust) {
    this.#board = board;
    this.#trust = trust;
  }

  /** The firmware that runs, woken if it sleeps; undefined without power. */
  get tracker(): Tracker | undefined {
    if (this.#ram !== undefined && this.#supply !== undefined) {
      const ram = this.#ram;
      this.#ram = undefined;
      this.#tracker = new Tracker(this.#worldOf(this.#supply), { trust: this.#trust }, ram);
      const { clock } = this.#supply;
      clock.redirect(() => this.#tracker?.wake());
    }
    return this.#tracker;
  }

  /** Whether the boot loader waits in serial recovery instead. */
  get inRecovery(): boolean {
    return this.#recovery !== undefined;
  }

  /** Bytes on the management port, for whoever listens there. */
  serialReceived(bytes: Uint8Array): void {
    (this.tracker ?? this.#recovery)?.serialReceived(bytes);
  }

  /** How often the firmware has started. */
  get boots(): number {
    return this.#boots;
  }

  /** Whether the firmware sleeps: whoever asks for the tracker wakes it. */
  get isAsleep(): boolean {
    return this.#ram !== undefined;
  }

  /**
   * Lets the firmware sleep until the next thing happens to it, and keeps no more of it than its RAM image. It does what it
   * would have done; see docs/firmware/sleep.md. False when something is under way.
   */
  sleep(): boolean {
    const [supply, tracker] = [this.#supply, this.#tracker];
    if (supply === undefined || tracker === undefined) return this.isAsleep;
    if (this.#isResetPending || supply.clock.waiting > 1) return false;
    const { ram } = tracker;
    if (ram === undefined) return false;
    this.#ram = ram;
    this.#tracker = undefined;
    supply.clock.redirect(() => this.tracker?.wake());
    return true;
  }

  get #isRunning(): boolean {
    return this.#tracker !== undefined || this.isAsleep || this.inRecovery;
  }

  /** Whether the firmware asked for a reset that comes with the next microtask. */
  get isResetPending(): boolean {
    return this.#isResetPending;
  }

  /** What the light shows; dark without power. */
  get indicator(): IndicatorPattern {
    return this.#indicator;
  }

  /** Moves a switch, presses or lets go a button, opens or closes the case. */
  setInput(name: InputName, isActive: boolean): void {
    if (this.#inputs.includes(name) === isActive) return;
    const others = this.#inputs.filter((other) => other !== name);
    this.#inputs = isActive ? [...others, name] : others;
    this.tracker?.inputChanged(name, isActive);
  }

  /** Factory programming of a blank board: image, identity. */
  manufacture(parts: { image?: Uint8Array; provisioning?: Provisioning }): void {
    const { flash, random } = this.#board;
    const slots = new ImageSlots(flash, this.#trust);
    slots.commission();
    if (parts.image !== undefined) slots.install(parts.image);
    if (parts.provisioning !== undefined) {
      // A board that is programmed once more gets keys of its own again.
      const dice = this.#identities === 0 ? 'identity' : `identity ${this.#identities}`;
      this.#identities += 1;
      Tracker.provision(flash, parts.provisioning, random.fork(dice));
    }
  }

  powerOn(): void {
    if (this.#isRunning) return;
    this.#boots += 1;
    const boot = this.#boots;
    const { clock, rtc, random, network } = this.#board;
    rtc?.powered(true);
    this.#supply = {
      boot,
      clock: new PowerUpClock(clock),
      // No boot has the dice of another one: keys would come twice.
      random: random.fork(`boot ${this.#board.nextBoot?.() ?? boot}`),
      link: network(new BootEvents(this, boot)),
      watchdog: new VirtualWatchdog(clock, () => this.#askReset('watchdog', boot)),
      resetCause: this.#resetCause,
    };
    this.#resetCause = 'power';
    const world = this.#worldOf(this.#supply);
    if (this.#bootMode === 'recovery') {
      this.#bootMode = 'firmware';
      this.#recovery = new SerialRecovery(world, this.#trust);
      return;
    }
    this.#tracker = new Tracker(world, { trust: this.#trust });
    this.#tracker.start();
  }

  /** Takes the supply away: RAM, timers and connections are gone, flash stays. */
  powerOff(): void {
    this.#tracker = undefined;
    this.#ram = undefined;
    this.#recovery = undefined;
    this.#bootMode = 'firmware';
    this.#board.rtc?.powered(false);
    this.#indicator = 'off';
    this.#board.clock.clear();
    this.#supply?.link.close();
    this.#supply = undefined;
    this.#board.gnssPower?.(false);
  }

  #worldOf({ boot, clock, random, link, watchdog, resetCause }: Supply): World {
    const { rtc, flash, serialOut, log, tap, gnssPower, crashed } = this.#board;
    // Named one by one, what is absent too: an object that is spread takes a shape of its own for each device.
    return {
      clock,
      rtc,
      flash,
      random,
      serial: {
        write: (bytes) => {
          tap?.('serial', bytes);
          serialOut(bytes);
        },
      },
      link: tapped(link, tap),
      log: {
        line: (text) => {
          tap?.('log', new TextEncoder().encode(text));
          log(text);
        },
      },
      certificates: x509,
      watchdog,
      resetCause,
      inputs: { read: (name) => this.#inputs.includes(name) },
      indicator: (pattern) => {
        if (boot === this.#boots) this.#indicator = pattern;
      },
      reset: (into) => this.#askReset('firmware', boot, into),
      tap,
      gnssPower,
      crashed,
    };
  }

  #askReset(cause: ResetCause, boot: number, into: BootMode = 'firmware'): void {
    this.#isResetPending = true;
    queueMicrotask(() => this.#resetOf(boot, cause, into));
  }

  #resetOf(boot: number, cause: ResetCause, into: BootMode): void {
    this.#isResetPending = false;
    if (boot !== this.#boots || !this.#isRunning) return;
    this.powerOff();
    this.#resetCause = cause;
    this.#bootMode = into;
    this.powerOn();
  }

  /** The firmware of this boot; undefined when another one has begun, or without power. */
  trackerOf(boot: number): Tracker | undefined {
    return boot === this.#boots ? this.tracker : undefined;
  }
}

/** Events of an earlier boot's connection must not reach this one's firmware. */
class BootEvents implements LinkEvents {
  readonly #device: VirtualDevice;
  readonly #boot: number;

  constructor(device: VirtualDevice, boot: number) {
    this.#device = device;
    this.#boot = boot;
  }

  connected(): void {
    this.#tracker?.connected();
  }

  published(id: number): void {
    this.#tracker?.published(id);
  }

  received(channel: 'smp/req', payload: Uint8Array): void {
    this.#tracker?.received(channel, payload);
  }

  disconnected(reason: string): void {
    this.#tracker?.disconnected(reason);
  }

  get #tracker(): Tracker | undefined {
    return this.#device.trackerOf(this.#boot);
  }
}

/** Every payload is shown as it is handed over, on whatever channel, so that nothing goes out unseen. */
function tapped(link: Link, tap: Tap | undefined): Link {
  if (tap === undefined) return link;
  return {
    connect: (credentials) => link.connect(credentials),
    close: () => link.close(),
    publish: (message) => {
      tap('mqtt', message.payload);
      return link.publish(message);
    },
    withdraw: (id) => link.withdraw(id),
  };
}
