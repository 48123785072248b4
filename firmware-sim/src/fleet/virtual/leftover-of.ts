import { SealedFrame, sessionTagOf } from '@feierabend/protocol';

import type { Duty } from '../../core/duty.ts';
import { nothingLeft, type Leftover, type WaitingFrame } from '../checkers/leftover.ts';

/** Reads what the firmware that ran last has left in flash. */
export function leftoverOf(duty: Pick<Duty, 'outbox' | 'journal'> | undefined): Leftover {
  if (duty === undefined) return nothingLeft;
  const { outbox, journal } = duty;
  const frames: WaitingFrame[] = [];
  let unreadable = 0;
  for (const sequence of outbox.waiting()) {
    const frame = outbox.read(sequence)?.frame;
    if (frame === undefined) unreadable += 1;
    const sealed = frame && SealedFrame.decode(frame);
    // Session keys and staged records have no number among the sealed frames.
    if (frame === undefined || sealed?.ok !== true) continue;
    frames.push({ sessionTag: sessionTagOf(frame), counter: sealed.value.value.header.counter });
  }
  const entries = journal.waiting(outbox.covered('journal'));
  return { frames, unreadable, entries, journalLength: journal.length };
}
