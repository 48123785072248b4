import type { Clock, Random, Rtc, RtcReading } from '../core/ports.ts';

export interface BackupRtcOptions {
  /** Time that outlives resets and power cuts. */
  readonly clock: Clock;
  /** How fast the chip's own crystal is; see {@link crystalPpm}. */
  readonly driftPpm?: number;
  /** How long its cell carries it without the board's supply, all such times together. */
  readonly cellLifeMs?: number;
}

/** Hundredths of a second, as a PCF85263A counts them. */
const resolutionMs = 10;
/** Tuning-fork crystals are cut to 20 ppm at 25 degrees Celsius. */
const crystalPpmMax = 20;

/** The crystal of one chip out of many. */
export function crystalPpm(random: Random): number {
  return ((random.nextU32() / 2 ** 32) * 2 - 1) * crystalPpmMax;
}

/** A clock chip with a backup cell. It drifts, and forgets the time when its cell is flat or taken out. */
export class BackupRtc implements Rtc {
  readonly #clock: Clock;
  readonly #driftPpm: number;
  #cellLeftMs: number;
  #hasCell = true;
  #set: { readonly unixMs: number; readonly atMs: number } | undefined;
  #unpoweredSinceMs: number | undefined;

  constructor(options: BackupRtcOptions) {
    this.#clock = options.clock;
    this.#driftPpm = options.driftPpm ?? 0;
    this.#cellLeftMs = options.cellLifeMs ?? Number.POSITIVE_INFINITY;
  }

  /** The board's supply comes or goes; without it the cell carries the chip. */
  powered(on: boolean): void {
    const nowMs = this.#clock.uptimeMs();
    if (on) {
      this.#cellLeftMs -= nowMs - (this.#unpoweredSinceMs ?? nowMs);
      if (this.#cellLeftMs < 0) this.#set = undefined;
      this.#unpoweredSinceMs = undefined;
    } else {
      this.#unpoweredSinceMs ??= nowMs;
      if (this.#cellLeftMs <= 0 || !this.#hasCell) this.#set = undefined;
    }
  }

  /** The cell is taken out or put back: without it a power cut loses the date. */
  cell(present: boolean): void {
    this.#hasCell = present;
    if (!present && this.#unpoweredSinceMs !== undefined) this.#set = undefined;
  }

  /** The oscillator stops for a moment, as moisture or a shock makes it. */
  stop(): void {
    this.#set = undefined;
  }

  read(): RtcReading | undefined {
    if (this.#set === undefined) return undefined;
    const elapsedMs = this.#clock.uptimeMs() - this.#set.atMs;
    const unixMs = this.#set.unixMs + elapsedMs * (1 + this.#driftPpm / 1_000_000);
    return { unixMs: inSteps(unixMs), setMs: this.#set.unixMs };
  }

  set(unixMs: number): void {
    this.#set = { unixMs: inSteps(unixMs), atMs: this.#clock.uptimeMs() };
  }
}

function inSteps(unixMs: number): number {
  return Math.floor(unixMs / resolutionMs) * resolutionMs;
}
