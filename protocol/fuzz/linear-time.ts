import { Dice } from './dice.ts';
import type { Finding, FuzzTarget } from './target.ts';

/** Milliseconds that only grow. */
export type Stopwatch = () => number;

export interface TimeRatio {
  readonly target: string;
  readonly shape: string;
  /** Time per byte of the larger input, over that of the smaller one. */
  readonly ratio: number;
  readonly finding?: Finding;
}

/** Eight times the input: linear work gives a ratio of 1, quadratic work of 8. */
const growth = 8;
const ratioMax = 4;
const attempts = 6;
const roundMs = 3;
const rounds = 3;
const runsMax = 2000;

/** Compares times per byte. No absolute time counts, so that it holds on a slow machine as well. */
export function compareTimes(target: FuzzTarget, stopwatch: Stopwatch): readonly TimeRatio[] {
  const smallBytes = target.shapeBytes ?? 4096;
  return Object.entries(target.shapes ?? {}).map(([shape, make]) => {
    const [small, large] = [make(smallBytes), make(growth * smallBytes)];
    let ratio = Infinity;
    // Somebody else's work can only make a run longer: the best of a few attempts counts.
    try {
      for (let i = 0; i < attempts && ratio > ratioMax; i += 1) {
        const [fast, slow] = bestTimes(target, [small, large], stopwatch);
        ratio = Math.min(ratio, slow / large.length / (fast / small.length));
      }
    } catch (error) {
      const what = `it threw ${String(error)} at "${shape}"`;
      const finding = { target: target.name, what };
      return { target: target.name, shape, ratio, finding };
    }
    if (ratio <= ratioMax) return { target: target.name, shape, ratio };
    const what =
      `its time per byte grows ${ratio.toFixed(1)} times from ${small.length} to ` +
      `${large.length} bytes of "${shape}"`;
    return { target: target.name, shape, ratio, finding: { target: target.name, what } };
  });
}

/** Rounds of both sizes take turns, so that a busy moment meets both. */
function bestTimes(
  target: FuzzTarget,
  [small, large]: readonly [Uint8Array, Uint8Array],
  stopwatch: Stopwatch,
): readonly [number, number] {
  let [fast, slow] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    fast = Math.min(fast, timeOf(target, small, stopwatch));
    slow = Math.min(slow, timeOf(target, large, stopwatch));
  }
  return [fast, slow];
}

function timeOf(target: FuzzTarget, input: Uint8Array, stopwatch: Stopwatch): number {
  const start = stopwatch();
  let runs = 0;
  do {
    target.run(input, new Dice(runs));
    runs += 1;
  } while (stopwatch() - start < roundMs && runs < runsMax);
  return Math.max(stopwatch() - start, 1e-6) / runs;
}
