import { LinkError } from '@feierabend/protocol';

import { statusOf } from './orders.ts';
import type { Tracker } from './tracker.ts';

/** Between two looks, in real time: a link that was lost tries again by the clock of this machine. */
const pauseMs = 250;
/** Of the tracker's time that passes with each look. */
const stepMs = 1_000;

const deadlineMs = 90_000;

/**
 * Lives on until nothing waits in the outbox any more: the broker has acknowledged all of it. Or until it is known that
 * waiting is in vain.
 */
export function untilSent(tracker: Tracker, isInVain?: () => boolean): Promise<void> {
  return untilNone(tracker, async () => tracker.counters().waitingFrames, isInVain);
}

/** The same of a tracker that tells it on its management line alone: no batch is left in it. */
export function untilDelivered(tracker: Tracker): Promise<void> {
  return untilNone(tracker, async () => (await statusOf(tracker)).que);
}

async function untilNone(
  tracker: Tracker,
  waiting: () => Promise<number>,
  isInVain = () => false,
): Promise<void> {
  const untilMs = performance.now() + deadlineMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each look is after the one before
    await tracker.liveTo(tracker.nowMs() + stepMs);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const count = await waiting();
    if (count === 0 || isInVain()) return;
    if (performance.now() > untilMs) throw stillWaiting(count);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function stillWaiting(count: number): LinkError {
  return new LinkError({
    code: 'OUTBOX_DEADLINE',
    expected: `everything that waited to be with the broker within ${deadlineMs / 1000} s`,
    came: `${count} still wait`,
    next: 'look at the broker and at the wire of the bench',
  });
}
