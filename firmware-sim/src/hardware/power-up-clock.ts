import type { Cancel, Clock } from '../core/ports.ts';

interface Wait {
  callback: () => void;
}

const none: readonly Wait[] = [];

/** The same time, counted from now: what a chip that has just started sees. */
export class PowerUpClock implements Clock {
  readonly #clock: Clock;
  readonly #startMs: number;
  /** What has not come yet: a firmware waits for little at a time. */
  #waits = none;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.uptimeMs();
  }

  uptimeMs(): number {
    return this.#clock.uptimeMs() - this.#startMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const wait: Wait = { callback };
    this.#waits = [...this.#waits, wait];
    const cancel = this.#clock.after(delayMs, () => {
      this.#drop(wait);
      wait.callback();
    });
    return () => {
      this.#drop(wait);
      cancel();
    };
  }

  /** How many callbacks are to come. */
  get waiting(): number {
    return this.#waits.length;
  }

  /** Calls another one when the time comes, in the very place of the one that waits. */
  redirect(callback: () => void): void {
    for (const wait of this.#waits) wait.callback = callback;
  }

  #drop(wait: Wait): void {
    const waits = this.#waits;
    this.#waits =
      waits.length === 1 && waits[0] === wait ? none : waits.filter((other) => other !== wait);
  }
}
