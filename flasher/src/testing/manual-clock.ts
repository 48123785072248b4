import type { FlasherClock } from '../serial/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Time that moves only when a test says so. */
export class ManualClock implements FlasherClock {
  private nowMs = 0;
  private timers: Timer[] = [];
  /** Counts every timer that was ever set. */
  scheduled = 0;

  now(): number {
    return this.nowMs;
  }

  unixS(): number {
    return 1_795_420_800 + Math.floor(this.nowMs / 1000);
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.nowMs + delayMs, callback };
    this.timers.push(timer);
    this.scheduled += 1;
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  /** Moves on, and runs what falls due, in order. */
  advance(byMs: number): void {
    const untilMs = this.nowMs + byMs;
    for (;;) {
      const [next] = this.timers
        .filter(({ dueMs }) => dueMs <= untilMs)
        .toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.callback();
    }
    this.nowMs = untilMs;
  }

  /** Jumps to the next timer, if there is one. */
  advanceToNext(): boolean {
    const dueMs = Math.min(...this.timers.map((timer) => timer.dueMs));
    if (!Number.isFinite(dueMs)) return false;
    this.advance(Math.max(0, dueMs - this.nowMs));
    return true;
  }
}
