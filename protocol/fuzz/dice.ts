/** Seeded 32-bit dice (mulberry32): the same seed gives the same inputs on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `bound - 1`; 0 when the bound is 0. */
  below(bound: number): number {
    return bound < 1 ? 0 : Math.floor((this.word() / 0x1_0000_0000) * bound);
  }

  /** Small numbers more often than large ones, up to `max`. */
  small(max: number): number {
    return this.below(this.below(max + 1) + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** One of a list that is not empty. */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.word() & 0xff);
  }
}

/** One number of a seed, a name and a count (FNV-1a): every execution has dice of its own. */
export function mixSeed(seed: number, name: string, count: number): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (const unit of `${name}\0${count}`) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x0100_0193);
  }
  return hash >>> 0;
}
