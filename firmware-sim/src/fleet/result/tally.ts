import type { DistributionName, SumName } from '../scenario/metrics.ts';
import { Histogram, type HistogramData } from './histogram.ts';

/** Something that should not have happened, and where. */
export interface Finding {
  /** Of the device in the fleet. */
  readonly index: number;
  readonly device: string;
  readonly atMs: number;
  readonly checker: string;
  readonly sentence: string;
}

/** How many are kept; all are counted. */
const findingsMax = 100;

/** What is known of some devices. Two tallies add up to that of both, in whatever order. */
export class Tally {
  readonly #sums = new Map<SumName, number>();
  readonly #distributions = new Map<DistributionName, Histogram>();
  #findings: Finding[] = [];
  #findingCount = 0;

  constructor(data?: TallyData) {
    if (data === undefined) return;
    for (const [name, value] of Object.entries(data.sums)) this.#sums.set(name as SumName, value);
    for (const [name, of] of Object.entries(data.distributions)) {
      this.#distributions.set(name as DistributionName, new Histogram(of));
    }
    this.#findings = [...data.findings];
    this.#findingCount = data.findingCount;
  }

  count(name: SumName, by = 1): void {
    this.#sums.set(name, this.sum(name) + by);
  }

  record(name: DistributionName, value: number): void {
    this.#of(name).record(value);
  }

  find(finding: Finding): void {
    this.#findingCount += 1;
    this.#findings.push(finding);
    if (this.#findings.length > 2 * findingsMax) this.#trim();
  }

  add(other: Tally): void {
    for (const [name, value] of other.#sums) this.count(name, value);
    for (const [name, of] of other.#distributions) this.#of(name).add(of);
    this.#findings.push(...other.#findings);
    this.#findingCount += other.#findingCount;
    this.#trim();
  }

  sum(name: SumName): number {
    return this.#sums.get(name) ?? 0;
  }

  distribution(name: DistributionName): Histogram | undefined {
    return this.#distributions.get(name);
  }

  get findings(): readonly Finding[] {
    this.#trim();
    return this.#findings;
  }

  get findingCount(): number {
    return this.#findingCount;
  }

  /** Names in order, so that the same tally has the same text. */
  get data(): TallyData {
    const inOrder = <Value>(of: Iterable<readonly [string, Value]>): Record<string, Value> =>
      Object.fromEntries([...of].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const distributions = [...this.#distributions].map(([name, of]) => [name, of.data] as const);
    return {
      sums: inOrder(this.#sums),
      distributions: inOrder(distributions),
      findings: this.findings,
      findingCount: this.#findingCount,
    };
  }

  #of(name: DistributionName): Histogram {
    let of = this.#distributions.get(name);
    if (of === undefined) {
      of = new Histogram();
      this.#distributions.set(name, of);
    }
    return of;
  }

  /** The first ones by device and time: which ones these are does not depend on the order in which they came. */
  #trim(): void {
    this.#findings = this.#findings.toSorted(compare).slice(0, findingsMax);
  }
}

export interface TallyData {
  readonly sums: Readonly<Record<string, number>>;
  readonly distributions: Readonly<Record<string, HistogramData>>;
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

function compare(a: Finding, b: Finding): number {
  if (a.index !== b.index) return a.index - b.index;
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  return a.checker + a.sentence < b.checker + b.sentence ? -1 : 1;
}
