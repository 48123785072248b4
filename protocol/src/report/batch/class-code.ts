import type { BitCoder } from './bit-coder.ts';
import type { ClassShape } from './model-map.ts';

/**
 * Codes the class (length in bits) of a magnitude, given the one that is expected: first whether it
 * is above, then step by step away from there. Few questions where the expectation is good.
 */
export class ClassCode {
  readonly #ups: number;
  readonly #downs: number;
  readonly #max: number;

  /** `max`: the greatest class there is. */
  constructor(shape: ClassShape, max: number) {
    this.#ups = shape.ups;
    this.#downs = shape.downs;
    this.#max = max;
  }

  /** `models`: the first of 1 + ups + downs. `expected` is less than the greatest class. */
  code(coder: BitCoder, models: number, expected: number, actual: number): number {
    let coded = expected;
    if (coder.bit(models, actual > expected ? 1 : 0) === 1) {
      coded += 1;
      let model = models + 1;
      const last = models + this.#ups;
      while (coded < this.#max && coder.bit(model, actual > coded ? 1 : 0) === 1) {
        coded += 1;
        if (model < last) model += 1;
      }
      return coded;
    }
    let model = models + this.#ups + 1;
    const last = models + this.#ups + this.#downs;
    while (coded > 0 && coder.bit(model, actual < coded ? 1 : 0) === 1) {
      coded -= 1;
      if (model < last) model += 1;
    }
    return coded;
  }
}

/** 0 for a zero, 1 for a negative number, 2 for a positive one. */
export function signOf(value: number): number {
  if (value === 0) return 0;
  return value < 0 ? 1 : 2;
}
