import { setImmediate as turn } from 'node:timers/promises';

import type { PaceClock } from './pace-clock.ts';

/** A clock for tests: it goes on by a millisecond with every turn of the event loop, as long as somebody waits for it. */
export class TurnClock implements PaceClock {
  #nowMs = 1000;
  #isGoing = false;
  readonly #waiting = new Set<{ readonly atMs: number; readonly resolve: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  until(atMs: number, signal: AbortSignal): Promise<void> {
    if (atMs <= this.#nowMs || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { atMs, resolve };
      this.#waiting.add(waiter);
      signal.addEventListener('abort', () => {
        this.#waiting.delete(waiter);
        resolve();
      });
      void this.#go();
    });
  }

  async #go(): Promise<void> {
    if (this.#isGoing) return;
    this.#isGoing = true;
    while (this.#waiting.size > 0) {
      // oxlint-disable-next-line no-await-in-loop
      await turn();
      this.#nowMs += 1;
      for (const waiter of this.#waiting) {
        if (waiter.atMs > this.#nowMs) continue;
        this.#waiting.delete(waiter);
        waiter.resolve();
      }
    }
    this.#isGoing = false;
  }
}
