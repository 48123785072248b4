import type { Link, LinkEvents, LinkMessage } from '../core/ports.ts';
import type { VirtualClock } from '../hardware/virtual-clock.ts';

/** From switched on to connected: search, attach, TLS, MQTT. */
const attachMs = 4_000;
/** From a message handed over to its acknowledgement. */
const roundTripMs = 180;
/** How many messages a modem keeps. */
const messagesMax = 64;

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
  /** Those of the waiting that went over the air at least once. */
  readonly #sent = new Set<number>();
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
    this.#sent.clear();
    this.#isConnected = false;
    this.#events = events;
    return {
      connect: () => this.#connectLater(),
      publish: (message) => {
        if (boot !== this.#boot) return false;
        if (this.#waiting.has(message.id)) return true;
        if (this.#waiting.size >= messagesMax) return false;
        this.#waiting.set(message.id, message);
        this.#send(message);
        return true;
      },
      withdraw: (id) => {
        const isUnsent = this.#waiting.has(id) && !this.#sent.has(id);
        this.#waiting.delete(id);
        this.#sent.delete(id);
        return isUnsent;
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

  /** A request from the controller; one that meets no connection is lost. */
  request(payload: Uint8Array): void {
    if (this.#isConnected) this.#events?.received('smp/req', payload);
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
    this.#resend([...this.#waiting.keys()]);
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
      const unfinished = [...this.#waiting.keys()];
      this.#events?.connected();
      this.#resend(unfinished);
    });
  }

  #resend(ids: readonly number[]): void {
    for (const id of ids) {
      const message = this.#waiting.get(id);
      if (message !== undefined) this.#send(message);
    }
  }

  #send(message: LinkMessage): void {
    if (!this.#isConnected) return;
    const boot = this.#boot;
    this.#sent.add(message.id);
    const copies = this.#repeats > 0 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#watch.sent(message);
    if (this.#silences > 0) return;
    this.#clock.after(roundTripMs, () => {
      if (boot !== this.#boot || !this.#isConnected || !this.#waiting.delete(message.id)) return;
      this.#sent.delete(message.id);
      for (let copy = 0; copy < copies; copy += 1) this.#events?.published(message.id);
    });
  }
}
