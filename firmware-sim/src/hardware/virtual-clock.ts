import type { Cancel, Clock } from '../core/ports.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time that moves only when it is told to. Timers due at the same instant fire in the order they were set. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  uptimeMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, callback };
    this.#order += 1;
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** When the next timer is due, or undefined. */
  nextDueMs(): number | undefined {
    return this.#next()?.atMs;
  }

  /**
   * Moves to `untilMs`, or to the first timer due before it, which then fires.
   * Returns whether a timer fired: call again until it is false.
   */
  step(untilMs: number): boolean {
    const next = this.#next();
    if (next === undefined || next.atMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    this.#timers.delete(next);
    next.callback();
    return true;
  }

  /** Forgets every timer, as a reset does. */
  clear(): void {
    this.#timers.clear();
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (
        first === undefined ||
        timer.atMs < first.atMs ||
        (timer.atMs === first.atMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }
}
