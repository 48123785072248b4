import type { Random } from '../core/ports.ts';

/**
 * Gives the independent dice of one concern, so that a change in traffic leaves the roads as they
 * were.
 */
export type DiceBox = (label: string) => Random;

/** Uniform, at least `min` and below `max`. */
export function between(random: Random, min: number, max: number): number {
  return min + ((max - min) * random.nextU32()) / 2 ** 32;
}

export function chance(random: Random, probability: number): boolean {
  return between(random, 0, 1) < probability;
}

/**
 * Nearly normal, mean 0 and deviation 1: the sum of four uniforms (Irwin-Hall), which needs no
 * library function.
 */
export function gaussian(random: Random): number {
  const sum = random.nextU32() + random.nextU32() + random.nextU32() + random.nextU32();
  return (sum / 2 ** 32 - 2) * Math.sqrt(3);
}
