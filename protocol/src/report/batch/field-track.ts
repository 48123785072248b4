import type { BitCoder } from './bit-coder.ts';
import { ClassCode, signOf } from './class-code.ts';
import { fieldClass, fieldScales, modelMap } from './model-map.ts';
import { bitLength, codeNumber, unzigzag, zigzag } from './number-code.ts';

/** Differences of 16 bits; a sign apart. */
const changeClass = new ClassCode(fieldClass, 16);
const classModels = 1 + fieldClass.ups + fieldClass.downs;

export interface FieldShape {
  /** 0 .. 3: altitude, speed, course, battery voltage. */
  readonly index: number;
  readonly min: number;
  readonly max: number;
  /** Values that go round: 359 is next to 0. */
  readonly turn?: number;
}

/**
 * Codes a number that changes little from one record to the next: in full at first, then as its
 * change.
 */
export class FieldTrack {
  readonly #shape: FieldShape;
  readonly #classModels: number;
  readonly #signModels: number;
  #isKnown = false;
  #value = 0;
  /** Mean size of recent changes in quarters, newer ones counting double. */
  #scale = 4;
  #lastSign = 0;

  constructor(shape: FieldShape) {
    this.#shape = shape;
    this.#classModels = modelMap.field + shape.index * fieldScales * classModels;
    this.#signModels = modelMap.fieldSign + 3 * shape.index;
  }

  /** The value, or undefined when it is out of range or not in its only form. */
  code(coder: BitCoder, actual: number): number | undefined {
    const { min, max, turn } = this.#shape;
    const change = this.#isKnown
      ? this.#codeChange(coder, shorter(actual - this.#value, turn))
      : unzigzag(codeNumber(coder, modelMap.number, zigzag(actual)));
    if (turn !== undefined && this.#isKnown && change !== shorter(change, turn)) return undefined;
    const sum = this.#value + change;
    const value = turn === undefined || !this.#isKnown ? sum : (sum + turn) % turn;
    if (value < min || value > max) return undefined;
    this.#isKnown = true;
    this.#value = value;
    return value;
  }

  #codeChange(coder: BitCoder, change: number): number {
    const size = Math.abs(change);
    const index = Math.min(fieldScales - 1, bitLength(this.#scale));
    const models = this.#classModels + classModels * index;
    const length = changeClass.code(coder, models, Math.max(0, index - 2), bitLength(size));
    let coded = 0;
    if (length > 0) {
      const isNegative = coder.bit(this.#signModels + this.#lastSign, change < 0 ? 1 : 0) === 1;
      const top = 1 << (length - 1);
      const low = length === 1 ? 0 : coder.direct(length - 1, size & (top - 1));
      coded = isNegative ? -(top | low) : top | low;
    }
    this.#scale = (this.#scale + 4 * Math.abs(coded)) >> 1;
    this.#lastSign = signOf(coded);
    return coded;
  }
}

/** The same turn the shorter way, -turn/2 .. turn/2 - 1. */
function shorter(change: number, turn: number | undefined): number {
  if (turn === undefined) return change;
  const half = turn / 2;
  return ((((change + half) % turn) + turn) % turn) - half;
}
