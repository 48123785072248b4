import type { Benchmark } from './benchmark.ts';
import { flashLine } from './flash-line.ts';
import { linkBytes } from './link-bytes.ts';
import { nmeaParse } from './nmea-parse.ts';
import { reportSize } from './report-size.ts';

/** Every benchmark, in the order in which `hil bench` runs them. */
export const benchmarks: readonly Benchmark[] = [reportSize, flashLine, linkBytes, nmeaParse];
