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
import { borrowModels, giveBack } from './model-map.ts';

const wrap = 0x1_0000_0000;

/**
 * A binary range coder (Martin 1979; adaptive bits as in LZMA) with 32 bits of state each for `low`
 * and `range`. `low` wraps: the carry is seen when a sum is smaller than what was added, and then
 * runs back over the bytes written so far, each 0xff becoming 0. It never runs past the first byte,
 * for the coded number is below one.
 */
export class RangeEncoder implements BitCoder {
  readonly #models = borrowModels();
  /** Models that moved, some of them more than once. */
  readonly #touched: number[] = [];
  readonly #out: number[];
  // Both hold 32 unsigned bits in a signed number, which engines keep unboxed.
  #low = 0;
  #range = -1;

  /** Appends to `out`. */
  constructor(out: number[]) {
    this.#out = out;
  }

  bit(model: number, bit: number): number {
    const models = this.#models;
    this.#touched.push(model);
    const probability = models[model] ?? 0;
    const bound = Math.imul(this.#range >>> rangeShift, probability >>> probabilityShift);
    if (bit === 0) {
      this.#range = bound;
      models[model] = probability + ((probabilityMax - probability) >> adaptationShift);
    } else {
      this.#add(bound);
      this.#range = (this.#range - bound) | 0;
      models[model] = probability - ((probability - probabilityMin) >> adaptationShift);
    }
    this.#normalise();
    return bit;
  }

  direct(bits: number, value: number): number {
    for (let left = bits; left > 0;) {
      const step = Math.min(left, directBitsMax);
      left -= step;
      const last = (1 << step) - 1;
      const digit = (value >>> left) & last;
      const share = this.#range >>> step;
      const below = Math.imul(share, digit);
      this.#add(below);
      // The last share takes what the division left over.
      this.#range = digit === last ? (this.#range - below) | 0 : share;
      this.#normalise();
    }
    return value;
  }

  /**
   * Ends the number: of all that lie in the range, the one with the fewest bytes, and of those the
   * smallest. A decoder takes bytes after the end as zeros. The encoder is of no use after that.
   */
  finish(): void {
    giveBack(this.#models, this.#touched);
    const low = this.#low >>> 0;
    for (let bytes = 0; bytes <= 4; bytes += 1) {
      const unit = 2 ** (32 - 8 * bytes);
      const chosen = Math.ceil(low / unit) * unit;
      if (chosen - low >= this.#range >>> 0) continue;
      if (chosen === wrap) this.#carry();
      for (let i = 0; i < bytes; i += 1) this.#out.push((chosen >>> (24 - 8 * i)) & 0xff);
      return;
    }
  }

  #add(amount: number): void {
    const sum = (this.#low + amount) | 0;
    if (sum >>> 0 < amount >>> 0) this.#carry();
    this.#low = sum;
  }

  #carry(): void {
    const out = this.#out;
    let at = out.length - 1;
    while (out[at] === 0xff) {
      out[at] = 0;
      at -= 1;
    }
    out[at] = (out[at] ?? 0) + 1;
  }

  #normalise(): void {
    while (this.#range >>> 0 < rangeMin) {
      this.#out.push(this.#low >>> 24);
      this.#low <<= 8;
      this.#range <<= 8;
    }
  }
}
