import type { FlashArea } from './flash-map.ts';
import { newestOf, RareLog } from './rare-log.ts';
import type { Flash } from '../ports.ts';

/**
 * One value that is replaced as a whole: the new one is stored before the old one is freed, so a power cut leaves one of the
 * two, never neither.
 */
export class LatestCell {
  readonly #log: RareLog;

  constructor(flash: Flash, area: FlashArea) {
    this.#log = new RareLog(flash, area);
  }

  get bytesMax(): number {
    return this.#log.use((log) => log.payloadBytesMax);
  }

  /** See {@link FlashLog.damaged}. */
  get damaged(): number {
    return this.#log.use((log) => log.damaged);
  }

  /** See {@link FlashLog.failures}. */
  get failures(): number {
    return this.#log.failures;
  }

  read(): Uint8Array | undefined {
    return this.#log.use((log) => {
      const newest = newestOf(log);
      return newest === undefined ? undefined : log.read(newest);
    });
  }

  /** Overwrites earlier values, which a write only lets go; false when cells did not take that. */
  scrub(): boolean {
    return this.#log.use((log) => log.scrub());
  }

  /** Returns false, and keeps the old value, when there is no room. */
  write(value: Uint8Array): boolean {
    return this.#log.use((log) => {
      const old = log.sequences();
      if (log.append(value) === undefined) return false;
      for (const sequence of old) log.free(sequence);
      return true;
    });
  }
}
