import { setTimeout as pause } from 'node:timers/promises';

/** What a run with a pace goes by. */
export interface PaceClock {
  nowMs(): number;
  /** Resolves at that time, at once if it is over, or when the signal comes. */
  until(atMs: number, signal: AbortSignal): Promise<void>;
}

export const wallClock: PaceClock = {
  nowMs: () => performance.now(),
  async until(atMs, signal) {
    const delayMs = atMs - performance.now();
    if (delayMs <= 0 || signal.aborted) return;
    try {
      await pause(delayMs, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};
