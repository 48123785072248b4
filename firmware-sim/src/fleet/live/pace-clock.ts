import { setTimeout as pause } from 'node:timers/promises';

/** Of a timer of Node. */
const timerMsMax = 2 ** 31 - 1;

/** What a run with a pace goes by. */
export interface PaceClock {
  nowMs(): number;
  /** Resolves at that time, at once if it is over, or when the signal comes. */
  until(atMs: number, signal: AbortSignal): Promise<void>;
}

/** The same for every thread of this process, and never set. */
export const wallClock: PaceClock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  async until(atMs, signal) {
    for (;;) {
      const delayMs = atMs - wallClock.nowMs();
      if (delayMs <= 0 || signal.aborted) return;
      try {
        // Longer waits are made of several.
        // oxlint-disable-next-line no-await-in-loop
        await pause(Math.min(delayMs, timerMsMax), undefined, { signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  },
};

/** How the time of a scenario goes by a clock. */
export interface Pace {
  /** How much faster than the clock; infinity for as fast as it can. */
  readonly factor: number;
  /** When the scenario began, by the clock. */
  readonly beganMs: number;
  /** And in Unix milliseconds of its own time. */
  readonly fromMs: number;
}

export function isByTheClock({ factor }: Pick<Pace, 'factor'>): boolean {
  return Number.isFinite(factor);
}

/** Unix milliseconds of the scenario at a time of the clock. */
export function scenarioMs({ factor, beganMs, fromMs }: Pace, atMs: number): number {
  return fromMs + Math.floor((atMs - beganMs) * factor);
}

/** The time of the clock at a moment of the scenario. */
export function clockMs({ factor, beganMs, fromMs }: Pace, atMs: number): number {
  return beganMs + (atMs - fromMs) / factor;
}
