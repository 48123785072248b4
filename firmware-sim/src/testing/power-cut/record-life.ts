import type { NorFlash } from '../../hardware/nor-flash.ts';
import { TestTracker } from '../test-tracker.ts';
import type { Defect, Life } from './life.ts';
import { Chronicle, momentOf, nothingPromised, type Moment, type Promised } from './moment.ts';
import { operate, RecordingFlash, type FlashOperation } from './recording-flash.ts';
import type { CutWay } from '../power-cut.ts';

/** The flash operations of a life, and what was promised before each. */
export interface RecordedLife {
  readonly cells: NorFlash;
  readonly operations: readonly FlashOperation[];
  readonly moments: readonly Moment[];
  readonly chronicle: Chronicle;
}

/** Lives it once, with power. */
export async function recordLife(life: Life, defect?: Defect): Promise<RecordedLife> {
  const flashes: RecordingFlash[] = [];
  const world = new TestTracker({
    startS: life.startS,
    provisioned: life.blank !== true,
    flashOf: (chip) => {
      const recording = new RecordingFlash(chip);
      flashes.push(recording);
      return defect?.(recording) ?? recording;
    },
  });
  world.device.powerOn();
  await life.prepare?.(world);
  const cells = world.cells.clone();
  const done: string[] = [];
  const moments: Moment[] = [];
  for (const flash of flashes) flash.before = () => void moments.push(momentOf(world, done));
  await life.run(world, (what) => void done.push(what));
  const operations = flashes.flatMap((flash) => flash.operations);
  const chronicle = new Chronicle(world, done, nothingPromised);
  return { cells, operations, moments, chronicle };
}

/** The chip after power ended an operation, and what the world had been promised by then. */
export interface CutState {
  readonly cells: NorFlash;
  readonly atS: number;
  readonly promised: Promised;
}

/** Power ends an operation: `reached` is the chip just before it, and stays as it is. */
export function cutAt(
  life: Omit<RecordedLife, 'cells'>,
  reached: NorFlash,
  cut: { readonly operation: number; readonly way: CutWay },
): CutState {
  const operation = life.operations[cut.operation];
  const moment = life.moments[cut.operation];
  if (operation === undefined || moment === undefined) throw new RangeError('no such operation');
  const cells = reached.clone();
  operate(cells, operation, cut.way);
  return { cells, atS: moment.atS, promised: life.chronicle.until(moment) };
}
