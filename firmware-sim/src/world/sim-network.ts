import type { Link, LinkEvents, LinkMessage } from '../core/ports.ts';
import type { VirtualClock } from '../hardware/virtual-clock.ts';

/** From switched on to connected: search, attach, TLS, MQTT. */
const attachMs = 4_000;
/** From a message handed over to its acknowledgement. */
const roundTripMs = 180;

export interface NetworkWatch {
  /** The modem attached to the network and the device connected to the broker. */
  attached(): void;
  /** A message went over the air. */
  sent(message: LinkMessage): void;
}

/** A modem, a network and a broker in virtual time. It keeps what it was given until that is acknowledged. */
export class SimNetwork {
  readonly #clock: VirtualClock;
  readonly #watch: NetworkWatch;
  readonly #waiting = new Map<number, LinkMessage>();
  #events: LinkEvents | undefined;
  #boot = 0;
  #isConnected = false;
  #outages = 0;
  #silences = 0;
  #repeats = 0;

  constructor(clock: VirtualClock, watch: NetworkWatch) {
    this.#clock = clock;
    this.#watch = watch;
  }

  /** The link of one boot. */
  boot(events: LinkEvents): Link {
    this.#boot += 1;
    const boot = this.#boot;
    this.#waiting.clear();
    this.#isConnected = false;
    this.#events = events;
    return {
      connect: () => this.#connectLater(),
      publish: (message) => {
        this.#waiting.set(message.id, message);
        this.#send(message);
      },
      close: () => {
        if (boot !== this.#boot) return;
        this.#boot += 1;
        this.#isConnected = false;
        this.#waiting.clear();
        this.#events = undefined;
      },
    };
  }

  /** Begins (+1) or ends (-1) a time without network; several may overlap. */
  outage(change: 1 | -1): void {
    this.#outages += change;
    if (this.#outages > 0 && this.#isConnected) {
      this.#isConnected = false;
      this.#events?.disconnected('no network');
    }
    if (this.#outages === 0) this.#connectLater();
  }

  /** A time in which nothing is acknowledged; at its end the broker sees everything again. */
  silence(change: 1 | -1): void {
    this.#silences += change;
    if (this.#silences > 0 || !this.#isConnected) return;
    this.#resend();
  }

  repeat(change: 1 | -1): void {
    this.#repeats += change;
  }

  #connectLater(): void {
    const boot = this.#boot;
    this.#clock.after(attachMs, () => {
      if (boot !== this.#boot || this.#outages > 0 || this.#isConnected) return;
      this.#isConnected = true;
      this.#watch.attached();
      this.#resend();
      this.#events?.connected();
    });
  }

  #resend(): void {
    for (const message of this.#waiting.values()) this.#send(message);
  }

  #send(message: LinkMessage): void {
    if (!this.#isConnected) return;
    const boot = this.#boot;
    const copies = this.#repeats > 0 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#watch.sent(message);
    if (this.#silences > 0) return;
    this.#clock.after(roundTripMs, () => {
      if (boot !== this.#boot || !this.#isConnected) return;
      this.#waiting.delete(message.id);
      for (let copy = 0; copy < copies; copy += 1) this.#events?.published(message.id);
    });
  }
}
