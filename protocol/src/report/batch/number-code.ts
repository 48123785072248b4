import type { BitCoder } from './bit-coder.ts';

/** Codes `bits` bits as the path through a tree of models: 2^bits - 1 of them from `models`. */
export function codeTree(coder: BitCoder, models: number, bits: number, value: number): number {
  let node = 1;
  for (let i = bits - 1; i >= 0; i -= 1) {
    node = 2 * node + coder.bit(models + node - 1, (value >>> i) & 1);
  }
  return node - (1 << bits);
}

/** Bits of a whole number of up to 32 bits without leading zeros; 0 for 0. */
export function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}

const classBits = 5;
const classLast = 31;

/**
 * Codes 0 .. 2^32 - 1: the length in bits under the 31 models from `models`, lengths 31 and 32
 * sharing a leaf, then the bits below the top one.
 */
export function codeNumber(coder: BitCoder, models: number, value: number): number {
  const length = bitLength(value);
  let coded = codeTree(coder, models, classBits, Math.min(length, classLast));
  if (coded === classLast) coded += coder.direct(1, length - classLast);
  if (coded < 2) return coded;
  const low = coder.direct(coded - 1, value & ~topBit(coded));
  return (topBit(coded) | low) >>> 0;
}

function topBit(length: number): number {
  return 1 << (length - 1);
}

/** 0, -1, 1, -2, .. of 32 bits become 0, 1, 2, 3, .. without a sign. */
export function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

/** Inverse of {@link zigzag}. */
export function unzigzag(code: number): number {
  return (code >>> 1) ^ -(code & 1);
}
