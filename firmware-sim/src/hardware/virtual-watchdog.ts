import type { Cancel, Clock, Watchdog } from '../core/ports.ts';

/** What a boot has until its first sign of life, and a wake-up to end in the next sleep. */
export const graceMs = 30_000;

/** The watchdog of the board. It runs from power-up, and the firmware cannot stop it for good. */
export class VirtualWatchdog implements Watchdog {
  readonly #clock: Clock;
  readonly #bark: () => void;
  #deadlineMs = Number.POSITIVE_INFINITY;
  /** When the deadline is looked at next. */
  #lookMs = Number.POSITIVE_INFINITY;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, bark: () => void) {
    this.#clock = clock;
    this.#bark = bark;
    this.feed(0);
  }

  feed(sleepMs: number): void {
    this.#deadlineMs = this.#clock.uptimeMs() + sleepMs + graceMs;
    this.#watch();
  }

  /** One timer at a time: a deadline that has moved on is looked at again when the old one comes. */
  #watch(): void {
    if (this.#deadlineMs >= this.#lookMs) return;
    this.#cancel?.();
    this.#lookMs = this.#deadlineMs;
    this.#cancel = this.#clock.after(this.#lookMs - this.#clock.uptimeMs(), () => {
      this.#lookMs = Number.POSITIVE_INFINITY;
      if (this.#deadlineMs <= this.#clock.uptimeMs()) this.#bark();
      else this.#watch();
    });
  }
}
