import type { Cancel, Clock } from '../core/ports.ts';

const beatMs = 250;
/** A beat that is so late means that the program stood still; an epoch may be late by a little more. */
const lateMs = 1_000;
/** For so long afterwards comes what had piled up. */
const drainMs = 500;

/**
 * Lets go of what piled up in buffers while the program stood still (a busy host, a stopped process). A board has no such
 * buffers: its UART overflows. Delivered late, old times of the receiver would look like a leap of its clock, which closes the
 * device until somebody signs a time.
 */
export class StallGuard {
  readonly #clock: Clock;
  readonly #stalled: (ms: number) => void;
  #cancel: Cancel = () => {};
  #beatAtMs: number;
  #drainsUntilMs = 0;

  constructor(clock: Clock, stalled: (ms: number) => void) {
    this.#clock = clock;
    this.#stalled = stalled;
    this.#beatAtMs = clock.uptimeMs();
    this.#next();
  }

  /** Whether what comes in now may be on time. */
  get isOnTime(): boolean {
    this.#look();
    return this.#clock.uptimeMs() >= this.#drainsUntilMs;
  }

  stop(): void {
    this.#cancel();
  }

  #next(): void {
    this.#cancel = this.#clock.after(beatMs, () => {
      this.#look();
      this.#beatAtMs = this.#clock.uptimeMs();
      this.#next();
    });
  }

  #look(): void {
    const nowMs = this.#clock.uptimeMs();
    const stoodMs = nowMs - this.#beatAtMs;
    if (stoodMs < beatMs + lateMs) return;
    this.#beatAtMs = nowMs;
    this.#drainsUntilMs = nowMs + drainMs;
    this.#stalled(stoodMs);
  }
}
