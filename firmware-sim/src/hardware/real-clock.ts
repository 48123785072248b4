import { performance } from 'node:perf_hooks';

import type { Cancel, Clock } from '../core/ports.ts';

/** The host's monotonic time, for a tracker that runs beside real devices. */
export class RealClock implements Clock {
  readonly #startMs = performance.now();
  readonly #timers = new Set<NodeJS.Timeout>();

  uptimeMs(): number {
    return Math.floor(performance.now() - this.#startMs);
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
