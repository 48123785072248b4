import { UsageError } from '@feierabend/protocol';

import type { LinkMessage } from '../../core/ports.ts';

export interface PublishWindowLimits {
  /** Messages handed to the broker and not yet acknowledged. */
  readonly inFlightMax: number;
  /** Messages waiting for their turn. */
  readonly queuedMax: number;
}

/**
 * Keeps what was asked to be published until the broker has acknowledged it, and never lets more
 * than a few be under way.
 *
 * A message is known by its id: asking again for one that is still here changes nothing, so the
 * core may repeat what it has not seen acknowledged.
 */
export class PublishWindow {
  readonly #limits: PublishWindowLimits;
  readonly #queued = new Map<number, LinkMessage>();
  readonly #inFlight = new Map<number, LinkMessage>();

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

  /** @throws UsageError `MQTT_QUEUE_FULL` */
  offer(message: LinkMessage): void {
    if (this.#queued.has(message.id) || this.#inFlight.has(message.id)) return;
    if (this.#queued.size >= this.#limits.queuedMax) {
      throw new UsageError({
        code: 'MQTT_QUEUE_FULL',
        expected: `at most ${this.#limits.queuedMax} messages to wait for the broker`,
        came: 'one more was published',
        next: 'keep it in storage and publish it after earlier ones were acknowledged',
      });
    }
    this.#queued.set(message.id, message);
  }

  /** The next message to send, in the order of publishing; it is under way from now on. */
  take(): LinkMessage | undefined {
    if (this.#inFlight.size >= this.#limits.inFlightMax) return undefined;
    const next = this.#queued.values().next();
    if (next.done === true) return undefined;
    this.#queued.delete(next.value.id);
    this.#inFlight.set(next.value.id, next.value);
    return next.value;
  }

  /** False when the id is not under way (acknowledged twice, or forgotten). */
  acknowledge(id: number): boolean {
    return this.#inFlight.delete(id);
  }

  /** What could not be sent after all goes back to the head of the queue. */
  giveBack(id: number): void {
    const message = this.#inFlight.get(id);
    if (message === undefined) return;
    this.#inFlight.delete(id);
    const rest = [...this.#queued.values()];
    this.#queued.clear();
    this.#queued.set(id, message);
    for (const other of rest) this.#queued.set(other.id, other);
  }

  clear(): void {
    this.#queued.clear();
    this.#inFlight.clear();
  }
}
