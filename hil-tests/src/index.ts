/** Benches and checks for suites outside this repository. */
export { loadBench } from './bench/bench-file.ts';
export type { Bench } from './bench/bench-schema.ts';
export { runHil } from './program.ts';
