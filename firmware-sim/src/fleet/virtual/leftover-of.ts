import type { Duty } from '../../core/duty.ts';
import {
  nothingLeft,
  numberedFrame,
  type Leftover,
  type WaitingFrame,
} from '../checkers/leftover.ts';

/** Reads what the firmware that ran last has left in flash, of so many frames that it has sealed. */
export function leftoverOf(
  duty: Pick<Duty, 'outbox' | 'journal' | 'staging' | 'untoldBoots'> | undefined,
  sealed: number,
): Leftover {
  if (duty === undefined) return { ...nothingLeft, sealed };
  const { outbox, journal, staging, untoldBoots } = duty;
  const frames: WaitingFrame[] = [];
  let unreadable = 0;
  let reports = 0;
  for (const sequence of outbox.waiting()) {
    const frame = outbox.read(sequence)?.frame;
    if (frame === undefined) unreadable += 1;
    if (outbox.facts(sequence)?.kind === 'records') reports += 1;
    const numbered = frame && numberedFrame(frame);
    if (numbered !== undefined) frames.push(numbered);
  }
  const entries = journal.waiting();
  const { size: staged } = staging;
  return {
    sealed,
    frames,
    unreadable,
    reports,
    staged,
    entries,
    untoldBoots,
    journalLength: journal.length,
  };
}
