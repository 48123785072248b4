import type { Link, LinkEvents, LinkMessage } from '../core/ports.ts';
import type { VirtualClock } from '../hardware/virtual-clock.ts';

/** From switched on to connected: search, attach, TLS, MQTT. */
const attachMs = 4_000;
/** From a message handed over to its acknowledgement. */
const roundTripMs = 180;
/** How many messages a modem keeps. */
const messagesMax = 64;
/** One for all networks that lose nothing. */
const noLosses: readonly (() => number)[] = [];

export interface NetworkWatch {
  /** The modem attached to the network and the device connected to the broker. */
  attached(): void;
  /** It was attached, and is no more. */
  detached?(): void;
  /** The firmware handed a message over for the first time. */
  handed?(message: LinkMessage): void;
  /** A message went over the air. */
  sent(message: LinkMessage): void;
  /** The firmware is told that the broker has it. */
  acknowledged?(message: LinkMessage): void;
}

/** A network that is not in virtual time: it says by itself when something has happened, on the clock of the world. */
export interface OuterNetwork {
  /** The modem is attached, and wants a connection to the broker. See {@link SimNetwork.reached}. */
  dial(): void;
  /** The modem has no network, or wants none: whatever was under way is forgotten. */
  hangUp(): void;
  /** See {@link Link.withdraw}. */
  withdraw(id: number): boolean;
}

/** A modem, a network and a broker in virtual time. It keeps what it was given until that is acknowledged. */
export class SimNetwork {
  readonly #clock: VirtualClock;
  readonly #watch: NetworkWatch;
  #outer: OuterNetwork | undefined;
  /** Undefined while nothing waits, as in most networks of a fleet at most times. */
  #waiting: Map<number, Waiting> | undefined;
  #events: LinkEvents | undefined;
  #boot = 0;
  #isConnected = false;
  /** What was not acknowledged goes first, and new messages behind it. */
  #isResuming = false;
  #outages = 0;
  #silences = 0;
  #repeats = 0;
  #latencyMs = 0;
  #losses: readonly (() => number)[] = noLosses;
  /** Acknowledgements come in the order of the messages, as on one TCP connection. */
  #lastAckMs = 0;

  constructor(clock: VirtualClock, watch: NetworkWatch) {
    this.#clock = clock;
    this.#watch = watch;
  }

  /** The link of one boot. */
  boot(events: LinkEvents): Link {
    this.#boot += 1;
    this.#waiting = undefined;
    this.#detach();
    this.#events = events;
    return new SimLink(this, this.#boot);
  }

  /** From now on only the modem is simulated, and everything behind it is another's. */
  through(outer: OuterNetwork): void {
    this.#outer = outer;
  }

  /** The outer network has a connection to the broker. */
  reached(): void {
    if (this.#outages > 0 || this.#isConnected) return;
    this.#isConnected = true;
    this.#watch.attached();
    this.#isResuming = true;
    this.#events?.connected();
    this.#isResuming = false;
    this.#resend(this.#ids);
  }

  /** The outer network has lost it. */
  broke(reason: string): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#watch.detached?.();
    this.#events?.disconnected(reason);
  }

  /** The broker has taken responsibility for a message. */
  taken(id: number): void {
    const message = this.#waiting?.get(id)?.message;
    if (message === undefined || !this.#isConnected || this.#silences > 0) return;
    this.#acknowledge(message, 1);
  }

  /** Whether the device is connected to its broker. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  connect(): void {
    this.#connectLater();
  }

  publish(boot: number, message: LinkMessage): boolean {
    if (boot !== this.#boot) return false;
    const waiting = (this.#waiting ??= new Map());
    if (waiting.has(message.id)) return true;
    if (waiting.size >= messagesMax) return false;
    waiting.set(message.id, { message, isSent: false });
    this.#watch.handed?.(message);
    if (!this.#isResuming) this.#send(message.id);
    return true;
  }

  withdraw(id: number): boolean {
    const isUnsent = this.#waiting?.get(id)?.isSent === false;
    const isTakenBack = this.#outer?.withdraw(id) === true;
    this.#forget(id);
    return isUnsent || isTakenBack;
  }

  close(boot: number): void {
    if (boot !== this.#boot) return;
    this.#boot += 1;
    this.#detach();
    this.#waiting = undefined;
    this.#events = undefined;
  }

  /** A request from the controller; one that meets no connection is lost. */
  request(payload: Uint8Array): void {
    if (this.#isConnected) this.#events?.received('smp/req', payload);
  }

  /** Begins (+1) or ends (-1) a time without network; several may overlap. */
  outage(change: 1 | -1): void {
    this.#outages += change;
    if (this.#outages > 0) {
      const wasConnected = this.#isConnected;
      this.#detach();
      if (wasConnected) this.#events?.disconnected('no network');
    }
    if (this.#outages === 0) this.#connectLater();
  }

  /** A time in which nothing is acknowledged; at its end the broker sees everything again. */
  silence(change: 1 | -1): void {
    this.#silences += change;
    if (this.#silences > 0 || !this.#isConnected) return;
    this.#resend(this.#ids);
  }

  repeat(change: 1 | -1): void {
    this.#repeats += change;
  }

  /** Every packet takes so much longer, each way. An outer network is as slow as it is. */
  latency(changeMs: number): void {
    this.#latencyMs += changeMs;
  }

  /**
   * Packets are lost, until what it returns is called: `delayMs` says how much later one round trip is over for it. Several
   * may overlap, each in its own time.
   */
  loss(delayMs: () => number): () => void {
    this.#losses = [...this.#losses, delayMs];
    return () => void (this.#losses = this.#losses.filter((one) => one !== delayMs));
  }

  /** From now until a message of this moment is acknowledged. */
  get #ackDelayMs(): number {
    const nowMs = this.#clock.uptimeMs();
    const lostMs = this.#losses.reduce((sum, delayMs) => sum + delayMs(), 0);
    const delayMs = roundTripMs + 2 * this.#latencyMs + lostMs;
    this.#lastAckMs = Math.max(this.#lastAckMs, nowMs + delayMs);
    return this.#lastAckMs - nowMs;
  }

  #detach(): void {
    if (this.#isConnected) this.#watch.detached?.();
    this.#isConnected = false;
    this.#outer?.hangUp();
  }

  #connectLater(): void {
    const boot = this.#boot;
    const delayMs = this.#outer === undefined ? 2 * this.#latencyMs : 0;
    this.#clock.after(attachMs + delayMs, () => {
      if (boot !== this.#boot || this.#outages > 0 || this.#isConnected) return;
      if (this.#outer === undefined) this.reached();
      else this.#outer.dial();
    });
  }

  get #ids(): readonly number[] {
    return [...(this.#waiting?.keys() ?? [])];
  }

  #resend(ids: readonly number[]): void {
    for (const id of ids) this.#send(id);
  }

  #send(id: number): void {
    const waiting = this.#waiting?.get(id);
    if (!this.#isConnected || waiting === undefined) return;
    const boot = this.#boot;
    waiting.isSent = true;
    const copies = this.#repeats > 0 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#watch.sent(waiting.message);
    if (this.#silences > 0 || this.#outer !== undefined) return;
    this.#clock.after(this.#ackDelayMs, () => {
      if (boot === this.#boot && this.#isConnected) this.#acknowledge(waiting.message, copies);
    });
  }

  #acknowledge(message: LinkMessage, copies: number): void {
    if (!this.#forget(message.id)) return;
    this.#watch.acknowledged?.(message);
    for (let copy = 0; copy < copies; copy += 1) this.#events?.published(message.id);
  }

  /** False when it did not wait any more. */
  #forget(id: number): boolean {
    const wasThere = this.#waiting?.delete(id) === true;
    if (this.#waiting?.size === 0) this.#waiting = undefined;
    return wasThere;
  }
}

interface Waiting {
  readonly message: LinkMessage;
  /** It went over the air at least once. */
  isSent: boolean;
}

/** The link of one boot. */
class SimLink implements Link {
  readonly #network: SimNetwork;
  readonly #boot: number;

  constructor(network: SimNetwork, boot: number) {
    this.#network = network;
    this.#boot = boot;
  }

  connect(): void {
    this.#network.connect();
  }

  publish(message: LinkMessage): boolean {
    return this.#network.publish(this.#boot, message);
  }

  withdraw(id: number): boolean {
    return this.#network.withdraw(id);
  }

  close(): void {
    this.#network.close(this.#boot);
  }
}
