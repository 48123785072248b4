import { LinkError } from '@feierabend/protocol';

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
export async function untilSent(tracker: Tracker, isInVain = () => false): Promise<void> {
  const untilMs = performance.now() + deadlineMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each look is after the one before
    await tracker.liveTo(tracker.nowMs() + stepMs);
    const { waitingFrames } = tracker.counters();
    if (waitingFrames === 0 || isInVain()) return;
    if (performance.now() > untilMs) throw stillWaiting(waitingFrames);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function stillWaiting(frames: number): LinkError {
  return new LinkError({
    code: 'OUTBOX_DEADLINE',
    expected: `everything that waited to be with the broker within ${deadlineMs / 1000} s`,
    came: `${frames} frames still wait`,
    next: 'look at the broker and at the wire of the bench',
  });
}
