/** Something measured, with a table for people and the same rows for machines. */
export interface Benchmark {
  /** What is typed after `hil bench`; its file is `<name>.json`. */
  readonly name: string;
  readonly title: string;
  run(context: BenchmarkContext): Promise<BenchmarkResult> | BenchmarkResult;
}

interface BenchmarkContext {
  /** Milliseconds of a clock that runs; only what stands under `host` may depend on it. */
  readonly now: () => number;
}

export type BenchmarkRow = Readonly<Record<string, string | number>>;

export interface BenchmarkResult {
  /** The table's columns from left to right: key of the row, and heading. A row may hold more. */
  readonly columns: Readonly<Record<string, string>>;
  /** The same in every run. */
  readonly rows: readonly BenchmarkRow[];
  /** How the numbers came to be, one sentence each. */
  readonly notes: readonly string[];
  /** What depends on the machine. */
  readonly host?: Readonly<Record<string, number>>;
}
