/** Steps within each power of two: a value is told to about 3 %. */
const steps = 32;

/** Counts of values from 0, in fixed buckets that grow with the value, so that any two add up. Values are rounded. */
export class Histogram {
  /** By number of the bucket. */
  readonly #counts: Map<number, number>;
  #sum: number;
  #max: number;

  constructor(of: HistogramData = { buckets: [], sum: 0, max: 0 }) {
    this.#counts = new Map(of.buckets);
    this.#sum = of.sum;
    this.#max = of.max;
  }

  record(value: number): void {
    const whole = Math.max(0, Math.round(value));
    const bucket = bucketOf(whole);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#sum += whole;
    this.#max = Math.max(this.#max, whole);
  }

  add(other: Histogram): void {
    for (const [bucket, count] of other.#counts) {
      this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    }
    this.#sum += other.#sum;
    this.#max = Math.max(this.#max, other.#max);
  }

  get count(): number {
    let count = 0;
    for (const one of this.#counts.values()) count += one;
    return count;
  }

  get max(): number {
    return this.#max;
  }

  /** Undefined without values. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.#sum / this.count;
  }

  /** The upper edge of the bucket that the value of this rank is in; undefined without values. */
  percentile(percent: number): number | undefined {
    const rank = Math.max(1, Math.ceil((percent / 100) * this.count));
    let seen = 0;
    for (const [bucket, count] of this.#inOrder()) {
      seen += count;
      if (seen >= rank) return Math.min(upperEdge(bucket), this.#max);
    }
    return undefined;
  }

  /** Which values came how often, ascending. */
  get bars(): HistogramBar[] {
    return this.#inOrder().map(([bucket, count]) => ({
      from: bucket === 0 ? 0 : upperEdge(bucket - 1) + 1,
      until: upperEdge(bucket) + 1,
      count,
    }));
  }

  get data(): HistogramData {
    return { buckets: this.#inOrder(), sum: this.#sum, max: this.#max };
  }

  #inOrder(): [number, number][] {
    return [...this.#counts].toSorted(([a], [b]) => a - b);
  }
}

export interface HistogramBar {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  readonly count: number;
}

export interface HistogramData {
  /** Number of the bucket, and how many values are in it; ascending. */
  readonly buckets: readonly (readonly [number, number])[];
  readonly sum: number;
  readonly max: number;
}

/** Small values have buckets of their own; above, each power of two has as many as the one before. */
function bucketOf(value: number): number {
  if (value < steps) return value;
  const power = Math.floor(Math.log2(value)) - 5;
  return steps * power + Math.floor(value / 2 ** power);
}

function upperEdge(bucket: number): number {
  if (bucket < 2 * steps) return bucket;
  const power = Math.floor(bucket / steps) - 1;
  return (bucket - steps * power + 1) * 2 ** power - 1;
}
