/**
 * Codes bits, in either direction. What is coded is described once, as a walk that hands every bit
 * to a coder and goes on with the bit it gets back: an encoder writes the bit and returns it, a
 * decoder ignores it and returns the one it read. So the two directions cannot disagree.
 */
export interface BitCoder {
  /** One bit under the adaptive model of that number, see model-map.ts. */
  bit(model: number, bit: number): number;
  /** A whole number of `bits` bits, 0 .. 32, all values equally likely. */
  direct(bits: number, value: number): number;
}

/** More than this and a share of the range would become too coarse. */
export const directBitsMax = 12;

/** What a probability of 16 bits is shifted by before it scales the upper 20 bits of a range. */
export const probabilityShift = 4;
export const rangeShift = 12;

/** Below this a byte of the range is settled and leaves the coder. */
export const rangeMin = 0x0100_0000;

/** A new probability is the old one, moved 1/16 of the way to what happened. */
export const adaptationShift = 4;
/** No bit is ever believed to be more certain than 1023 in 1024. */
export const probabilityMin = 64;
export const probabilityMax = 0x1_0000 - probabilityMin;
