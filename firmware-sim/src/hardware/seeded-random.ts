import type { Random } from '../core/ports.ts';

/**
 * Dice that one seed replays: xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32. Good for
 * simulation, not for secrets of real devices.
 */
export class SeededRandom implements Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Any 32-bit unsigned integer is a seed. */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
    const next = splitMix32(this.#seed);
    // Signed words, as all of them are from then on: engines keep those unboxed.
    [this.#a, this.#b, this.#c, this.#d] = [next() | 0, next() | 0, next() | 0, next() | 0];
  }

  /** An independent stream that depends on this seed and the label only, not on what was drawn before. */
  fork(label: string): SeededRandom {
    let hash = 0x811c9dc5 ^ this.#seed;
    for (const character of label) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    }
    return new SeededRandom(splitMix32(hash)());
  }

  nextU32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) bytes[i] = this.nextU32() >>> 24;
    return bytes;
  }
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function splitMix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
