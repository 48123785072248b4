import { UsageError } from '@feierabend/protocol';

import type { MakeTrackerOptions, StationParts } from './station-parts.ts';
import type { Tracker } from './tracker.ts';

/** The one board of a bench. */
export async function attachBoard(
  { order }: StationParts,
  _options: MakeTrackerOptions,
): Promise<Tracker> {
  throw new UsageError({
    code: 'BENCH_UNFIT',
    expected: 'a bench with a virtual target',
    came: `the target of "${order.bench.name}" is of kind ${order.bench.target.kind}`,
    next: 'give hil-tests/benches/virtual.yaml',
  });
}
