import { TestTracker } from '../test-tracker.ts';
import { judgeAtWork } from './judge.ts';
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
export async function recover(
  life: Life,
  { cells, atS, promised }: CutState,
  defect?: Defect,
): Promise<Recovery> {
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
    // A boot may ask for a reset, which comes when it is over.
    await Promise.resolve();
    world.driveTo(Math.floor(atS) + 1 + recoveryS, () => workPlace);
    failures.push(...(await judge(world, life, promised)));
  } catch (error) {
    failures.push(`the firmware failed: ${String(error)}`);
  }
  const chronicle = new Chronicle(world, [], promised);
  return { operations: recording.operations, moments, chronicle, failures };
}

async function judge(world: TestTracker, life: Life, promised: Promised): Promise<string[]> {
  const failures = await (life.judge ?? judgeAtWork)(world, promised, life);
  return [...failures, ...(life.check?.(world, promised.done) ?? [])];
}
