import type { LinkMessage } from '../../core/ports.ts';

export interface PublishWindowLimits {
  /** Messages handed to the broker and not yet acknowledged. */
  readonly inFlightMax: number;
  /** Messages waiting for their turn. */
  readonly queuedMax: number;
}

/** How a message went out: what is needed to send it again as the same packet. */
export interface SentAs {
  readonly broker: number;
  readonly packetId: number;
}

export interface WindowEntry {
  readonly message: LinkMessage;
  /** Grows from one offer to the next. */
  readonly order: number;
  /** When it was offered, on the clock of whoever offered it. */
  readonly offeredAtMs: number;
  /** Whether a byte of it was ever written to a network. */
  wasSent: boolean;
  /** Set while it is not acknowledged. */
  sentAs: SentAs | undefined;
}

/**
 * Keeps what was asked to be published until the broker has acknowledged it or it is withdrawn, and never lets more than a
 * few be under way.
 *
 * A message is known by its id: asking again for one that is still here changes nothing, so the core may repeat what it has
 * not seen acknowledged.
 */
export class PublishWindow {
  readonly #limits: PublishWindowLimits;
  #offers = 0;
  #queued = new Map<number, WindowEntry>();
  readonly #inFlight = new Map<number, WindowEntry>();

  constructor(limits: PublishWindowLimits) {
    this.#limits = limits;
  }

  get idle(): boolean {
    return this.#queued.size === 0 && this.#inFlight.size === 0;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get queued(): number {
    return this.#queued.size;
  }

  /** False when there is no room: nothing was kept. */
  offer(message: LinkMessage, offeredAtMs: number): boolean {
    if (this.#queued.has(message.id) || this.#inFlight.has(message.id)) return true;
    if (this.#queued.size >= this.#limits.queuedMax) return false;
    this.#offers += 1;
    const order = this.#offers;
    this.#queued.set(message.id, {
      message,
      order,
      offeredAtMs,
      wasSent: false,
      sentAs: undefined,
    });
    return true;
  }

  /** The next message to send, in the order of offering; it is under way from now on. */
  take(inFlightMax = this.#limits.inFlightMax): WindowEntry | undefined {
    if (this.#inFlight.size >= Math.min(inFlightMax, this.#limits.inFlightMax)) return undefined;
    const next = this.#queued.values().next();
    if (next.done === true) return undefined;
    const entry = next.value;
    this.#queued.delete(entry.message.id);
    this.#inFlight.set(entry.message.id, entry);
    return entry;
  }

  /** False when the id is not under way (acknowledged twice, or withdrawn). */
  acknowledge(id: number): boolean {
    return this.#inFlight.delete(id);
  }

  /** What was under way goes back into the queue, to where it was. */
  giveBack(ids: readonly number[] = [...this.#inFlight.keys()]): void {
    const back = ids.map((id) => this.#inFlight.get(id)).filter((entry) => entry !== undefined);
    for (const { message } of back) this.#inFlight.delete(message.id);
    const queue = [...back, ...this.#queued.values()].toSorted((a, b) => a.order - b.order);
    this.#queued = new Map(queue.map((entry) => [entry.message.id, entry]));
  }

  /** Forgets a message, and returns what was known of it. */
  withdraw(id: number): WindowEntry | undefined {
    const entry = this.#queued.get(id) ?? this.#inFlight.get(id);
    this.#queued.delete(id);
    this.#inFlight.delete(id);
    return entry;
  }

  /** Everything kept, what is under way first. */
  ids(): number[] {
    return [...this.#inFlight.keys(), ...this.#queued.keys()];
  }
}
