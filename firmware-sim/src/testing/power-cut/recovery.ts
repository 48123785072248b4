import { equalBytes } from '@feierabend/protocol';

import { JournalRing } from '../../core/journal/journal-ring.ts';
import type { Tracker } from '../../core/tracker.ts';
import { openReports } from '../open-reports.ts';
import { TestTracker } from '../test-tracker.ts';
import { workPlace, type Defect, type Life } from './life.ts';
import { Chronicle, momentOf, type Moment, type Promised } from './moment.ts';
import type { CutState, RecordedLife } from './record-life.ts';
import { RecordingFlash } from './recording-flash.ts';

/** Long enough to trust the receiver's time and to send what waits. */
const recoveryS = 6;

export interface Recovery extends Omit<RecordedLife, 'cells'> {
  /** What does not hold; empty when all is well. */
  readonly failures: readonly string[];
}

/** Gives power back after a cut, lets the device recover, and judges it. */
export function recover(life: Life, { cells, atS, promised }: CutState, defect?: Defect): Recovery {
  const chip = cells.clone();
  const recording = new RecordingFlash(chip);
  const world = new TestTracker({
    startS: Math.floor(atS) + 1.25,
    cells: chip,
    seed: 2 + promised.journal.length,
    flashOf: () => defect?.(recording) ?? recording,
  });
  const moments: Moment[] = [];
  recording.before = () => void moments.push(momentOf(world, []));
  const failures: string[] = [];
  try {
    world.device.powerOn();
    world.driveTo(Math.floor(atS) + 1 + recoveryS, () => workPlace);
    failures.push(...judge(world, life, promised), ...(life.check?.(world, promised.done) ?? []));
  } catch (error) {
    failures.push(`the firmware failed: ${String(error)}`);
  }
  const chronicle = new Chronicle(world, [], promised);
  return { operations: recording.operations, moments, chronicle, failures };
}

function judge(world: TestTracker, life: Life, promised: Promised): string[] {
  const { tracker } = world.device;
  if (tracker === undefined || tracker.bootOutcome === 'no-image') return ['it does not boot'];
  if (!tracker.slots.isStateKnown) return ['its boot state is gone'];
  if (tracker.identity === undefined) return ['its identity is gone'];
  return [...journalFailures(world, tracker, promised), ...recordFailures(world, life, promised)];
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

function recordFailures(world: TestTracker, life: Life, promised: Promised): string[] {
  const delivered = [...promised.delivered, ...world.network.delivered];
  const opened = openReports(delivered, world.tracker.identity?.seal.publicKey);
  const { records, told, faults } = opened;
  const texts = [...records, ...told].map((record) => JSON.stringify(record));
  const came = new Set(texts);
  const failures: string[] = [];
  const missing = promised.taken.filter((record) => !came.has(record));
  if (missing.length > 0 && life.deletes !== true)
    failures.push(`${missing.length} records are gone, ${missing[0]}`);
  if (came.size < texts.length) {
    const twice = texts.find((text, index) => texts.indexOf(text) !== index);
    failures.push(`${texts.length - came.size} records came in two frames, ${twice}`);
  }
  const unread = faults.filter((code) => code !== 'REPORT_REPLAY');
  if (unread.length > 0) failures.push(`frames do not open: ${unread.join(', ')}`);
  return failures;
}
