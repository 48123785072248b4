import { FlashLog } from './flash-log.ts';
import type { FlashArea } from './flash-map.ts';
import type { Flash } from '../ports.ts';

/**
 * A log that is used once in a while. It takes no memory in between: it is mounted for each use, and kept only if cells did
 * not take something, because which block is to be left alone then stands in no flash.
 */
export class RareLog {
  readonly #flash: Flash;
  readonly #area: FlashArea;
  #kept: FlashLog | undefined;

  constructor(flash: Flash, area: FlashArea) {
    this.#flash = flash;
    this.#area = area;
  }

  /** See {@link FlashLog.failures}. */
  get failures(): number {
    return this.#kept?.failures ?? 0;
  }

  use<T>(work: (log: FlashLog) => T): T {
    const log = this.#kept ?? new FlashLog(this.#flash, this.#area);
    const result = work(log);
    if (log.failures > 0) this.#kept = log;
    return result;
  }
}

/** The number of the last entry; undefined when there is none. */
export function newestOf(log: FlashLog): number | undefined {
  return log.sequences().at(-1);
}
