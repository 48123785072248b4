/** A set of integer pairs, as a scan asks for it. */
export interface Pairs {
  /** Range of the first numbers; empty sets have an impossible one. */
  readonly lowest: number;
  readonly highest: number;
  /** The same of the second numbers. */
  readonly secondLowest: number;
  readonly secondHighest: number;
  readonly size: number;
  has(first: number, second: number): boolean;
  /** Whether a pair is in the set that differs by no more than the tolerance in either number. */
  hasNear(first: number, second: number, tolerance: number): boolean;
}

/**
 * A set of integer pairs, made for asking it about every offset of many megabytes: almost
 * everything fails the range check, and only what is left costs a look-up.
 */
export class PairTable implements Pairs {
  lowest = Infinity;
  highest = -Infinity;
  secondLowest = Infinity;
  secondHighest = -Infinity;
  size = 0;
  readonly #seconds = new Map<number, number[] | Set<number>>();

  add(first: number, second: number): void {
    const seconds = this.#seconds.get(first);
    if (seconds === undefined) this.#seconds.set(first, [second]);
    else if (seconds instanceof Set) {
      if (seconds.has(second)) return;
      seconds.add(second);
    } else {
      if (seconds.includes(second)) return;
      seconds.push(second);
      if (seconds.length > listMax) this.#seconds.set(first, new Set(seconds));
    }
    this.size += 1;
    if (first < this.lowest) this.lowest = first;
    if (first > this.highest) this.highest = first;
    if (second < this.secondLowest) this.secondLowest = second;
    if (second > this.secondHighest) this.secondHighest = second;
  }

  has(first: number, second: number): boolean {
    if (first < this.lowest || first > this.highest) return false;
    const seconds = this.#seconds.get(first);
    if (seconds === undefined) return false;
    return seconds instanceof Set ? seconds.has(second) : seconds.includes(second);
  }

  hasNear(first: number, second: number, tolerance: number): boolean {
    if (first < this.lowest - tolerance || first > this.highest + tolerance) return false;
    for (let a = first - tolerance; a <= first + tolerance; a += 1) {
      const seconds = this.#seconds.get(a);
      if (seconds === undefined) continue;
      for (let b = second - tolerance; b <= second + tolerance; b += 1) {
        if (seconds instanceof Set ? seconds.has(b) : seconds.includes(b)) return true;
      }
    }
    return false;
  }
}

/**
 * Below this a list is smaller and no slower than a set; most latitudes have one or two longitudes.
 */
const listMax = 8;
