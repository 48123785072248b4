/** Benches and checks for suites outside this repository. */
export { loadBench, type Bench } from './bench/bench-file.ts';
export { runHil } from './program.ts';
