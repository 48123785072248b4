import { equalBytes } from '@feierabend/protocol';

import { JournalRing } from '../../core/journal/journal-ring.ts';
import type { Tracker } from '../../core/tracker.ts';
import { openReports } from '../open-reports.ts';
import type { TestTracker } from '../test-tracker.ts';
import type { Promised } from './moment.ts';

/** What must hold of a tenant's device after a cut; `deletes`: records may be gone. Returns what does not. */
export function judgeAtWork(
  world: TestTracker,
  promised: Promised,
  { deletes = false }: { readonly deletes?: boolean | undefined } = {},
): string[] {
  const { tracker } = world.device;
  if (tracker === undefined || tracker.bootOutcome === 'no-image') return ['it does not boot'];
  if (!tracker.slots.isStateKnown) return ['its boot state is gone'];
  if (tracker.identity === undefined) return ['its identity is gone'];
  return [
    ...journalFailures(world, tracker, promised),
    ...recordFailures(world, promised, deletes),
  ];
}

function journalFailures(world: TestTracker, tracker: Tracker, promised: Promised): string[] {
  const { identity, duty } = tracker;
  if (duty?.journal.intact !== true || identity === undefined) return ['the journal is closed'];
  const ring = new JournalRing(world.cells, identity);
  if (ring.verify() === undefined) return ['the chain of the journal does not verify'];
  const wrong = promised.journal.find(({ number, bytes }) => {
    if (number < ring.first) return false;
    const stored = ring.read(number);
    return stored === undefined || !equalBytes(stored, bytes);
  });
  return wrong === undefined ? [] : [`entry ${wrong.number} of the journal is gone or another`];
}

function recordFailures(world: TestTracker, promised: Promised, deletes: boolean): string[] {
  const delivered = [...promised.delivered, ...world.network.delivered];
  const opened = openReports(delivered, world.tracker.identity?.seal.publicKey);
  const { records, told, faults } = opened;
  const texts = [...records, ...told].map((record) => JSON.stringify(record));
  const came = new Set(texts);
  const failures: string[] = [];
  const missing = promised.taken.filter((record) => !came.has(record));
  if (missing.length > 0 && !deletes)
    failures.push(`${missing.length} records are gone, ${missing[0]}`);
  if (came.size < texts.length) {
    const twice = texts.find((text, index) => texts.indexOf(text) !== index);
    failures.push(`${texts.length - came.size} records came in two frames, ${twice}`);
  }
  const unread = faults.filter((code) => code !== 'REPORT_REPLAY');
  if (unread.length > 0) failures.push(`frames do not open: ${unread.join(', ')}`);
  return failures;
}
