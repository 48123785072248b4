import { FlashLog } from './flash-log.ts';
import type { FlashArea } from './flash-map.ts';
import type { Flash } from '../ports.ts';

/**
 * One value that is replaced as a whole: the new one is stored before the old one is freed, so a power cut leaves one of the
 * two, never neither.
 */
export class LatestCell {
  readonly #log: FlashLog;

  constructor(flash: Flash, area: FlashArea) {
    this.#log = new FlashLog(flash, area);
  }

  get bytesMax(): number {
    return this.#log.payloadBytesMax;
  }

  /** See {@link FlashLog.damaged}. */
  get damaged(): number {
    return this.#log.damaged;
  }

  /** See {@link FlashLog.failures}. */
  get failures(): number {
    return this.#log.failures;
  }

  read(): Uint8Array | undefined {
    const newest = this.#log.sequences().at(-1);
    return newest === undefined ? undefined : this.#log.read(newest);
  }

  /** Overwrites earlier values, which a write only lets go; false when cells did not take that. */
  scrub(): boolean {
    return this.#log.scrub();
  }

  /** Returns false, and keeps the old value, when there is no room. */
  write(value: Uint8Array): boolean {
    const old = this.#log.sequences();
    if (this.#log.append(value) === undefined) return false;
    for (const sequence of old) this.#log.free(sequence);
    return true;
  }
}
