import { InternalError, UsageError } from '@feierabend/protocol';

import { give, statusOf } from './orders.ts';
import { peopleOf } from './people.ts';
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
  if (parts.order.bench.capabilities.includes('tracker')) await lift(parts, tracker);
  return tracker;
}

/** A test before may have ended with a restriction, which keeps everything from being captured until it is lifted. */
async function lift({ kit }: StationParts, tracker: Tracker): Promise<void> {
  const { mode } = await statusOf(tracker);
  if (mode !== 'restricted') return;
  const { admin, council } = await peopleOf({ kit });
  await give(tracker, { kind: 'restrict', body: { on: false }, by: admin, cosign: council });
}
