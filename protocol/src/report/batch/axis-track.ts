import type { BitCoder } from './bit-coder.ts';
import { ClassCode, signOf } from './class-code.ts';
import { modelMap, placeClass, placeScales } from './model-map.ts';
import { bitLength } from './number-code.ts';

/** Errors lie within 36 000 000: predictions never leave the map. */
const errorClass = new ClassCode(placeClass, 26);
const classModels = 1 + placeClass.ups + placeClass.downs;

/** Scales are in sixteenths of 1e-5 degrees, and none is above this. */
export const scaleMax = 0x10_0000;
const scaleUnit = 16;

/** Steps kept for the next prediction are below this, so that they fit 32 bits times a time. */
const stepLimit = 0x10_0000;

/** Upper bits of an error that have models, and classes from expectation that are told apart. */
const deepest = 2;
const reach = 2;

/** One coordinate: where it was, how it moves, and how large the errors of prediction were. */
export class AxisTrack {
  readonly #max: number;
  readonly #signModels: number;
  at = 0;
  /** The last step, and the one before. */
  step = 0;
  #stepBefore = 0;
  /** Mean size of recent errors, newer ones counting double. */
  scale = 0;
  #lastSign = 0;

  /** `max`: the coordinate lies in -max .. max. `axis`: 0 for latitude, 1 for longitude. */
  constructor(max: number, axis: number) {
    this.#max = max;
    this.#signModels = modelMap.placeSign + 9 * axis;
  }

  get change(): number {
    return this.step - this.#stepBefore;
  }

  /** Keeps a predicted place on the map. */
  clamped(place: number): number {
    if (place > this.#max) return this.#max;
    return place < -this.#max ? -this.#max : place;
  }

  isOnMap(place: number): boolean {
    return place >= -this.#max && place <= this.#max;
  }

  /** Codes how far `actual` is from the prediction; `scale` says how far it is thought to be. */
  codeError(coder: BitCoder, predicted: number, scale: number, actual: number): number {
    const index = scaleIndex(scale);
    const expected = index > 7 ? (index - 7) >> 1 : 0;
    const error = actual - predicted;
    const size = Math.abs(error);
    const models = modelMap.place + classModels * index;
    const length = errorClass.code(coder, models, expected, bitLength(size));
    if (length === 0) return this.#learn(0);
    const models9 = this.#signModels + 3 * signOf(predicted - this.at) + this.#lastSign;
    const isNegative = coder.bit(models9, error < 0 ? 1 : 0);
    const coded = codeMantissa(coder, length, length - expected, size);
    return this.#learn(isNegative === 1 ? -coded : coded);
  }

  /** The next place; `isSteady` when there is a step worth to predict from. */
  moveTo(place: number, isSteady: boolean): void {
    const step = place - this.at;
    const isLarge = step >= stepLimit || step <= -stepLimit;
    const kept = isLarge ? 0 : step;
    this.#stepBefore = isSteady ? this.step : kept;
    this.step = kept;
    this.at = place;
  }

  #learn(error: number): number {
    this.scale = (this.scale + sizeScale(error)) >> 1;
    this.#lastSign = signOf(error);
    return error;
  }
}

/** An error as a scale. */
export function sizeScale(error: number): number {
  const size = error < 0 ? -error : error;
  return size < scaleMax / scaleUnit ? size * scaleUnit : scaleMax;
}

/** Half octaves: 2 of them for each bit of the scale. */
function scaleIndex(scale: number): number {
  const length = bitLength(scale);
  if (length < 2) return length;
  return Math.min(placeScales - 1, 2 * (length - 1) + ((scale >> (length - 2)) & 1));
}

/** The bits below the top one of `length`: the upper two under models, the rest as they are. */
function codeMantissa(coder: BitCoder, length: number, surprise: number, size: number): number {
  let left = length - 1;
  if (left === 0) return 1;
  const depth = left > deepest ? deepest : left - 1;
  const near = surprise < -reach ? 0 : surprise > reach ? 2 * reach : surprise + reach;
  const models = modelMap.placeMantissa + 3 * (5 * depth + near);
  left -= 1;
  const first = coder.bit(models, (size >> left) & 1);
  let coded = 2 | first;
  if (left > 0) {
    left -= 1;
    coded = 2 * coded + coder.bit(models + 1 + first, (size >> left) & 1);
  }
  if (left === 0) return coded;
  return (coded << left) | coder.direct(left, size & ((1 << left) - 1));
}
