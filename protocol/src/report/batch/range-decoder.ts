import {
  adaptationShift,
  directBitsMax,
  probabilityMax,
  probabilityMin,
  probabilityShift,
  rangeMin,
  rangeShift,
  type BitCoder,
} from './bit-coder.ts';
import { freshModels } from './model-map.ts';

/** How the end of the bytes relates to the end of what was read. */
export type DecoderEnd = 'clean' | 'truncated' | 'overlong';

/**
 * Inverse of {@link RangeEncoder}. Never throws: whatever the bytes, every call gives a bit, and
 * bytes after the end read as zeros. `code` is how far the number lies above the encoder's `low`,
 * and always less than `range`.
 */
export class RangeDecoder implements BitCoder {
  readonly #models = freshModels();
  readonly #bytes: Uint8Array;
  #at: number;
  #code = 0;
  #range = -1;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
    for (let i = 0; i < 4; i += 1) this.#shift();
  }

  /** More bytes were settled than there are: whatever is read from here on is not in the batch. */
  get isPastEnd(): boolean {
    return this.#at - 4 > this.#bytes.length;
  }

  bit(model: number, _bit: number): number {
    const models = this.#models;
    const probability = models[model] ?? 0;
    const bound = Math.imul(this.#range >>> rangeShift, probability >>> probabilityShift);
    let bit = 0;
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound;
      models[model] = probability + ((probabilityMax - probability) >> adaptationShift);
    } else {
      bit = 1;
      this.#code = (this.#code - bound) | 0;
      this.#range = (this.#range - bound) | 0;
      models[model] = probability - ((probability - probabilityMin) >> adaptationShift);
    }
    this.#normalise();
    return bit;
  }

  direct(bits: number, _value: number): number {
    let value = 0;
    for (let left = bits; left > 0;) {
      const step = Math.min(left, directBitsMax);
      left -= step;
      const last = (1 << step) - 1;
      const share = this.#range >>> step;
      const digit = Math.min(Math.trunc((this.#code >>> 0) / share), last);
      const below = Math.imul(share, digit);
      this.#code = (this.#code - below) | 0;
      this.#range = digit === last ? (this.#range - below) | 0 : share;
      this.#normalise();
      value = (value << step) | digit;
    }
    return value >>> 0;
  }

  /**
   * Whether the bytes end exactly where {@link RangeEncoder.finish} would have ended them. Since
   * every step before is reversible, bytes with a clean end are the ones an encoder makes.
   */
  end(): DecoderEnd {
    const settled = this.#at - 4;
    const bytes = this.#bytes.length - settled;
    if (bytes < 0) return 'truncated';
    const code = this.#code >>> 0;
    const low = (this.#number() - code) >>> 0;
    for (let needed = 0; needed <= 4; needed += 1) {
      const unit = 2 ** (32 - 8 * needed);
      const above = Math.ceil(low / unit) * unit - low;
      if (above >= this.#range >>> 0) continue;
      if (bytes > needed) return 'overlong';
      if (bytes < needed) return 'truncated';
      return above === code ? 'clean' : 'overlong';
    }
    return 'overlong';
  }

  /** The 32 bits of the coded number that `code` was computed from. */
  #number(): number {
    let number = 0;
    for (let i = this.#at - 4; i < this.#at; i += 1) number = (number << 8) | (this.#bytes[i] ?? 0);
    return number;
  }

  #normalise(): void {
    while (this.#range >>> 0 < rangeMin) {
      this.#range <<= 8;
      this.#shift();
    }
  }

  #shift(): void {
    this.#code = (this.#code << 8) | (this.#bytes[this.#at] ?? 0);
    this.#at += 1;
  }
}
