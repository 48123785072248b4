import { InternalError } from '@feierabend/protocol';

import type { Cancel, Clock } from '../core/ports.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  /** Undefined once it is cancelled: it stays where it is until its turn. */
  callback: (() => void) | undefined;
}

/** Time that moves only when it is told to. Timers due at the same instant fire in the order they were set. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  /** A binary heap, the next timer first. */
  #timers: Timer[] = [];

  uptimeMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, callback };
    this.#order += 1;
    this.#rise(timer);
    return () => {
      timer.callback = undefined;
    };
  }

  /** When the next timer is due, or undefined. */
  nextDueMs(): number | undefined {
    while (this.#timers[0] !== undefined && this.#timers[0].callback === undefined) this.#take();
    return this.#timers[0]?.atMs;
  }

  /**
   * Moves to `untilMs`, or to the first timer due before it, which then fires.
   * Returns whether a timer fired: call again until it is false.
   */
  step(untilMs: number): boolean {
    const dueMs = this.nextDueMs();
    if (dueMs === undefined || dueMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    this.#nowMs = Math.max(this.#nowMs, dueMs);
    const { callback } = this.#take();
    callback?.();
    return true;
  }

  /** Moves to a time before which no timer is due, and fires none. */
  moveTo(nowMs: number): void {
    const dueMs = this.nextDueMs();
    if (dueMs !== undefined && dueMs < nowMs) {
      throw new InternalError(`time moved to ${nowMs} past a timer due at ${dueMs}`);
    }
    this.#nowMs = Math.max(this.#nowMs, nowMs);
  }

  /** Forgets every timer, as a reset does. */
  clear(): void {
    this.#timers = [];
  }

  #rise(timer: Timer): void {
    const timers = this.#timers;
    let at = timers.length;
    while (at > 0) {
      const parent = timers[(at - 1) >> 1];
      if (parent === undefined || isBefore(parent, timer)) break;
      timers[at] = parent;
      at = (at - 1) >> 1;
    }
    timers[at] = timer;
  }

  #take(): Timer {
    const timers = this.#timers;
    const first = timers[0];
    const last = timers.pop();
    if (first === undefined || last === undefined) {
      throw new InternalError('a clock without timers was asked for one');
    }
    if (first === last) return first;
    let at = 0;
    for (;;) {
      const left = timers[2 * at + 1];
      const right = timers[2 * at + 2];
      if (left === undefined) break;
      const takesRight = right !== undefined && isBefore(right, left);
      const child = takesRight ? right : left;
      if (isBefore(last, child)) break;
      timers[at] = child;
      at = 2 * at + (takesRight ? 2 : 1);
    }
    timers[at] = last;
    return first;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
