/**
 * Ranges kept at most. A frame that never came opens one gap, so this many may be missing at once.
 */
export const counterRangesMax = 4096;

const counterMax = 0xffff_ffff;

/** Both ends were seen, and everything between. */
export interface CounterRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Which counters were seen, exactly and in any order of arrival: stored batches may come days after
 * later ones. Kept as ascending ranges that do not touch. Above {@link counterRangesMax} the oldest
 * gap closes: what is still missing there counts as seen.
 */
export class CounterSet {
  #ranges: { first: number; last: number }[] = [];
  readonly #rangesMax: number;
  /** Counters in the ranges. */
  #count = 0;

  constructor(rangesMax: number = counterRangesMax) {
    this.#rangesMax = rangesMax;
  }

  /** A set that was written down as its {@link ranges}; undefined when it never was one. */
  static of(ranges: readonly CounterRange[]): CounterSet | undefined {
    if (ranges.length > counterRangesMax) return undefined;
    const set = new CounterSet();
    let above = 0;
    for (const { first, last } of ranges) {
      if (!(first >= above && last >= first && last <= counterMax)) return undefined;
      above = last + 2;
      set.#count += last + 1 - first;
    }
    set.#ranges = ranges.map(({ first, last }) => ({ first, last }));
    return set;
  }

  /** What was seen, ascending and with a gap between any two. */
  get ranges(): readonly CounterRange[] {
    return this.#ranges;
  }

  get rangeCount(): number {
    return this.#ranges.length;
  }

  /** The highest counter that was seen, -1 before there was one. */
  get highest(): number {
    return this.#ranges.at(-1)?.last ?? -1;
  }

  /** How many below the highest were not seen: they are late, or lost. */
  get missing(): number {
    return this.highest + 1 - this.#count;
  }

  has(counter: number): boolean {
    const range = this.#ranges[this.#indexAfter(counter) - 1];
    return range !== undefined && counter <= range.last;
  }

  /** Adds a counter; false if it was there already. */
  add(counter: number): boolean {
    const at = this.#indexAfter(counter);
    const before = this.#ranges[at - 1];
    const after = this.#ranges[at];
    if (before !== undefined && counter <= before.last) return false;
    this.#count += 1;
    const joinsBefore = before !== undefined && before.last + 1 === counter;
    const joinsAfter = after !== undefined && counter + 1 === after.first;
    if (joinsBefore && joinsAfter) {
      before.last = after.last;
      this.#ranges.splice(at, 1);
    } else if (joinsBefore) {
      before.last = counter;
    } else if (joinsAfter) {
      after.first = counter;
    } else {
      this.#ranges.splice(at, 0, { first: counter, last: counter });
      this.#closeOldestGap();
    }
    return true;
  }

  #closeOldestGap(): void {
    if (this.#ranges.length <= this.#rangesMax) return;
    const [oldest, next] = this.#ranges;
    if (oldest === undefined || next === undefined) return;
    this.#count += next.first - oldest.last - 1;
    next.first = oldest.first;
    this.#ranges.shift();
  }

  /** Index of the first range that begins after the counter, by bisection. */
  #indexAfter(counter: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.first ?? Infinity) <= counter) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
