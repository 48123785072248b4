import { cutWays, type CutWay } from '../power-cut.ts';
import type { NorFlash } from '../../hardware/nor-flash.ts';
import type { Defect, Life } from './life.ts';
import { cutAt, recordLife, type RecordedLife } from './record-life.ts';
import { recover } from './recovery.ts';
import { operate } from './recording-flash.ts';

export interface CutPlace {
  readonly operation: number;
  readonly way: CutWay;
}

export interface CutFailure extends CutPlace {
  /** Where power went once more, while the device recovered. */
  readonly again?: CutPlace;
  readonly failures: readonly string[];
}

export interface LifeResult {
  readonly life: string;
  readonly operations: number;
  /** First cuts and second ones. */
  readonly cuts: number;
  readonly failed: readonly CutFailure[];
}

/** One cut, and one more during the recovery from it; `second` chooses its operation, modulo how many there are. */
export async function cutTwice(
  life: Life,
  recorded: RecordedLife,
  place: CutPlace & { readonly reached: NorFlash; readonly second: number },
  defect?: Defect,
): Promise<{ readonly cuts: number; readonly failed: readonly CutFailure[] }> {
  const { operation, way, second } = place;
  const state = cutAt(recorded, place.reached, place);
  const first = await recover(life, state, defect);
  const failed = first.failures.length > 0 ? [{ operation, way, failures: first.failures }] : [];
  const count = first.operations.length;
  if (count === 0 || failed.length > 0) return { cuts: 1, failed };
  const again = { operation: second % count, way: cutWays[second % cutWays.length] ?? 'torn' };
  const reached = state.cells.clone();
  for (const one of first.operations.slice(0, again.operation)) operate(reached, one, 'whole');
  const { failures } = await recover(life, cutAt(first, reached, again), defect);
  return { cuts: 2, failed: failures.length > 0 ? [{ operation, way, again, failures }] : [] };
}

/** Every so manieth operation, from the first on that is one's own. */
export interface CutShare {
  readonly first: number;
  readonly every: number;
}

/** Cuts at every operation of a life, in every way; the second cuts go through the operations of recovery in turn. */
export async function cutEverywhere(
  life: Life,
  options: { readonly defect?: Defect; readonly share?: CutShare } = {},
): Promise<LifeResult> {
  const { defect, share = { first: 0, every: 1 } } = options;
  const recorded = await recordLife(life, defect);
  const reached = recorded.cells.clone();
  const failed: CutFailure[] = [];
  let cuts = 0;
  for (const [operation, done] of recorded.operations.entries()) {
    const isOwn = operation % share.every === share.first;
    for (const [index, way] of isOwn ? cutWays.entries() : []) {
      const second = operation * cutWays.length + index;
      // oxlint-disable-next-line no-await-in-loop -- a process has one core
      const result = await cutTwice(life, recorded, { operation, way, reached, second }, defect);
      cuts += result.cuts;
      failed.push(...result.failed);
    }
    operate(reached, done, 'whole');
  }
  return { life: life.name, operations: recorded.operations.length, cuts, failed };
}

/** The chip just before an operation. */
export function reach(recorded: RecordedLife, operation: number): NorFlash {
  const cells = recorded.cells.clone();
  for (const one of recorded.operations.slice(0, operation)) operate(cells, one, 'whole');
  return cells;
}
