import type { ProgressFigures } from './reporter.ts';

/**
 * The rate follows the last seconds, so that the time left neither jumps nor remembers a stall for
 * ever.
 */
const windowMs = 3000;
const samplesMin = 2;

export interface ProgressMeterOptions {
  readonly totalBytes: number;
  /** Payload per second the line carries at best; undefined when the link has no such limit. */
  readonly limitBytesPerS: number | undefined;
}

/**
 * Makes rate, time left and share of the line's limit out of "so many bytes are there, at this
 * time".
 */
export class ProgressMeter {
  private readonly options: ProgressMeterOptions;
  private samples: { readonly atMs: number; readonly doneBytes: number }[] = [];

  constructor(options: ProgressMeterOptions) {
    this.options = options;
  }

  sample(atMs: number, doneBytes: number): ProgressFigures {
    const { totalBytes, limitBytesPerS } = this.options;
    const last = this.samples.at(-1);
    // The device may ask for earlier bytes again; a rate across that step back would be nonsense.
    if (last !== undefined && doneBytes < last.doneBytes) this.samples = [];
    this.samples.push({ atMs, doneBytes });
    while (this.samples.length > samplesMin && atMs - (this.samples[0]?.atMs ?? 0) > windowMs) {
      this.samples.shift();
    }
    const bytesPerS = this.rate();
    return {
      doneBytes,
      totalBytes,
      bytesPerS,
      leftS: bytesPerS === null || bytesPerS === 0 ? null : (totalBytes - doneBytes) / bytesPerS,
      linkPercent:
        bytesPerS === null || limitBytesPerS === undefined
          ? null
          : (100 * bytesPerS) / limitBytesPerS,
    };
  }

  private rate(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
    return (1000 * (last.doneBytes - first.doneBytes)) / (last.atMs - first.atMs);
  }
}
