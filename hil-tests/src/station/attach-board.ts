import { InternalError, UsageError } from '@feierabend/protocol';

import { BoardTracker } from './board/board-tracker.ts';
import type { MakeTrackerOptions, StationParts } from './station-parts.ts';
import type { Tracker } from './tracker.ts';

/** The one board of a bench, freshly powered where nobody has to be asked. Its flash is what the tests before have left. */
export async function attachBoard(
  parts: StationParts,
  { state = 'provisioned', onIdentity }: MakeTrackerOptions,
): Promise<Tracker> {
  const { board } = parts;
  if (board === undefined) throw new InternalError('the bench was opened without its board');
  if (state === 'blank') {
    throw new UsageError({
      code: 'BENCH_UNFIT',
      expected: 'a test of a blank tracker to need "time"',
      came: 'it asked for one on a bench with one board, which belongs to the bench',
      next: 'add the need to the test',
    });
  }
  const tracker = new BoardTracker({ board, station: parts, onIdentity });
  if (parts.order.bench.power !== 'manual') await tracker.power(false);
  await tracker.power(true);
  return tracker;
}
