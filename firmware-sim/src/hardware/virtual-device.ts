import type { ImageTrust } from '../core/boot/image-slots.ts';
import { ImageSlots } from '../core/boot/image-slots.ts';
import type { Provisioning } from '../core/identity/identity.ts';
import type {
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
import { Tracker } from '../core/tracker.ts';
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

/** A board with its firmware: power, reset, and the pins and the light that the outside world touches and sees. */
export class VirtualDevice {
  readonly #board: Board;
  readonly #trust: ImageTrust;
  #tracker: Tracker | undefined;
  #link: Link | undefined;
  #boots = 0;
  #identities = 0;
  #isResetPending = false;
  #resetCause: ResetCause = 'power';
  /** Where switches and buttons stand: people move them with the power off, too. */
  readonly #inputs = new Set<InputName>();
  #indicator: IndicatorPattern = 'off';

  constructor(board: Board, trust: ImageTrust) {
    this.#board = board;
    this.#trust = trust;
  }

  /** The firmware that runs; undefined without power. */
  get tracker(): Tracker | undefined {
    return this.#tracker;
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
    if (this.#inputs.has(name) === isActive) return;
    if (isActive) this.#inputs.add(name);
    else this.#inputs.delete(name);
    this.#tracker?.inputChanged(name, isActive);
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
    if (this.#tracker !== undefined) return;
    this.#boots += 1;
    const boot = this.#boots;
    const board = this.#board;
    const { clock, rtc, flash, random, serialOut, log, network, tap, gnssPower, crashed } = board;
    rtc?.powered(true);
    const events = this.#eventsOf(boot);
    this.#link = network(events);
    const world: World = {
      clock: sincePowerUp(clock),
      ...(rtc === undefined ? {} : { rtc }),
      flash,
      // No boot has the dice of another one: keys would come twice.
      random: random.fork(`boot ${board.nextBoot?.() ?? boot}`),
      serial: {
        write: (bytes) => {
          tap?.('serial', bytes);
          serialOut(bytes);
        },
      },
      link: tapped(this.#link, tap),
      log: {
        line: (text) => {
          tap?.('log', new TextEncoder().encode(text));
          log(text);
        },
      },
      certificates: x509,
      watchdog: new VirtualWatchdog(clock, () => this.#askReset('watchdog', boot)),
      resetCause: this.#resetCause,
      inputs: { read: (name) => this.#inputs.has(name) },
      indicator: (pattern) => {
        if (boot === this.#boots) this.#indicator = pattern;
      },
      reset: () => this.#askReset('firmware', boot),
      ...(tap === undefined ? {} : { tap }),
      ...(gnssPower === undefined ? {} : { gnssPower }),
      ...(crashed === undefined ? {} : { crashed }),
    };
    this.#resetCause = 'power';
    this.#tracker = new Tracker(world, { trust: this.#trust });
    this.#tracker.start();
  }

  /** Takes the supply away: RAM, timers and connections are gone, flash stays. */
  powerOff(): void {
    this.#tracker = undefined;
    this.#board.rtc?.powered(false);
    this.#indicator = 'off';
    this.#board.clock.clear();
    this.#link?.close();
    this.#link = undefined;
    this.#board.gnssPower?.(false);
  }

  #askReset(cause: ResetCause, boot: number): void {
    this.#isResetPending = true;
    queueMicrotask(() => this.#resetOf(boot, cause));
  }

  #resetOf(boot: number, cause: ResetCause): void {
    this.#isResetPending = false;
    if (boot !== this.#boots || this.#tracker === undefined) return;
    this.powerOff();
    this.#resetCause = cause;
    this.powerOn();
  }

  /** Events of an earlier boot's connection must not reach this one's firmware. */
  #eventsOf(boot: number): LinkEvents {
    const now = (): Tracker | undefined => (boot === this.#boots ? this.#tracker : undefined);
    return {
      connected: () => now()?.connected(),
      published: (id) => now()?.published(id),
      received: (channel, payload) => now()?.received(channel, payload),
      disconnected: (reason) => now()?.disconnected(reason),
    };
  }
}

/** The same time, counted from now: what a chip that has just started sees. */
function sincePowerUp(clock: Clock): Clock {
  const startMs = clock.uptimeMs();
  return {
    uptimeMs: () => clock.uptimeMs() - startMs,
    after: (delayMs, callback) => clock.after(delayMs, callback),
  };
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
