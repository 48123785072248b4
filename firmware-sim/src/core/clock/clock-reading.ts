/** A date and the uptime at which it was right. */
export interface ClockReading {
  readonly unixMs: number;
  readonly uptimeMs: number;
  /** How wrong the date may have been at that uptime. */
  readonly uncertaintyMs: number;
}

/** Worst drift of an uncompensated crystal over temperature, in parts per million: the processor's and the clock chip's. */
const driftPpm = 100;

/** An epoch may be late or early against the oscillator by this much; a leap second lies within it. */
export const jitterMs = 1_500;

/** What a crystal may have gained or lost in that time. */
export function driftMs(elapsedMs: number): number {
  return (Math.abs(elapsedMs) * driftPpm) / 1_000_000;
}

/** After how long a crystal may have gained or lost that much, in whole milliseconds. */
export function driftingMs(errorMs: number): number {
  return Math.ceil((errorMs * 1_000_000) / driftPpm);
}

/** How wrong a date carried on from a reading may be at an uptime. */
export function uncertaintyAtMs(reading: ClockReading, uptimeMs: number): number {
  return reading.uncertaintyMs + driftMs(uptimeMs - reading.uptimeMs);
}

/** The date carried on from a reading to an uptime. */
export function carriedMs(reading: ClockReading, uptimeMs: number): number {
  return reading.unixMs + uptimeMs - reading.uptimeMs;
}

/** Whether drift and the two readings' own uncertainty explain how they differ. */
export function agree(before: ClockReading, after: ClockReading, extraMs = 0): boolean {
  const differenceMs = Math.abs(after.unixMs - carriedMs(before, after.uptimeMs));
  const explainedMs = uncertaintyAtMs(before, after.uptimeMs) + after.uncertaintyMs + extraMs;
  return differenceMs <= explainedMs;
}
