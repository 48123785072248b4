import { backOffMs } from '../../adapters/mqtt/mqtt-back-off.ts';

const unreadBackOff = { firstMs: 1000, lastMs: 60_000 };

/** How much a device may have under way now, and whether it waits for somebody to read. */
export class SendPace {
  /** Until when nothing is sent because nobody reads; 0 for now. */
  pausedUntilMs = 0;
  readonly #inFlightMax: number;
  /** Falls to one after a broker that acknowledged nothing in time, and grows with each acknowledgement. */
  #inFlight: number;
  #unread = 0;

  constructor(inFlightMax: number) {
    this.#inFlightMax = inFlightMax;
    this.#inFlight = inFlightMax;
  }

  get inFlightMax(): number {
    return this.#inFlight;
  }

  acknowledged(): void {
    this.#unread = 0;
    this.#inFlight = Math.min(this.#inFlight + 1, this.#inFlightMax);
  }

  tooSlow(): void {
    this.#inFlight = 1;
  }

  /** Nobody reads, not even somebody who is away. A pause that has begun goes on. */
  unread(nowMs: number, salt: string): void {
    if (this.pausedUntilMs > 0) return;
    this.#unread += 1;
    this.pausedUntilMs = nowMs + backOffMs(this.#unread, salt, unreadBackOff);
  }
}
