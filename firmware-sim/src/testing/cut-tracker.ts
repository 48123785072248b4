import type { NorFlash } from '../hardware/nor-flash.ts';
import { CuttingFlash, cutWays, runUntilCut, type CutWay } from './power-cut.ts';
import { TestTracker } from './test-tracker.ts';

export interface CutLife {
  readonly startS: number;
  /** True when not given. */
  readonly provisioned?: boolean;
  /** What the tracker has behind it. */
  readonly prepare: (world: TestTracker) => void;
  /** What power ends, at every flash operation of it, in every way. */
  readonly act: (world: TestTracker) => void;
  /** All of them when not given. */
  readonly ways?: readonly CutWay[];
}

export interface CutTracker {
  /** After the cut, and the boot that follows. */
  readonly world: TestTracker;
  readonly where: string;
}

/** The same tracker once for every way in which power can end while it does something. */
export function* everyCut({
  startS,
  provisioned = true,
  prepare,
  act,
  ways = cutWays,
}: CutLife): Generator<CutTracker> {
  const made = new TestTracker({ startS, provisioned });
  made.device.powerOn();
  prepare(made);
  made.device.powerOff();
  const cells = made.cells.read(0, made.cells.sizeBytes);
  const count = lifeWith(startS, cells);
  count.cut(act);
  for (const way of ways) {
    for (let atOperation = 0; atOperation < count.operations; atOperation += 1) {
      const life = lifeWith(startS, cells, { atOperation, way });
      life.cut(act);
      life.world.powerCycle();
      yield { world: life.world, where: `operation ${atOperation}, ${way}` };
    }
  }
}

function lifeWith(
  startS: number,
  cells: Uint8Array,
  at?: ConstructorParameters<typeof CuttingFlash>[1],
) {
  let chip: CuttingFlash | undefined;
  const world = new TestTracker({
    startS,
    provisioned: false,
    flashOf: (sound) => ({
      sizeBytes: sound.sizeBytes,
      eraseBlockBytes: sound.eraseBlockBytes,
      read: (from, length) => sound.read(from, length),
      program: (from, bytes) => (chip ?? sound).program(from, bytes),
      erase: (from) => (chip ?? sound).erase(from),
    }),
  });
  restore(world.cells, cells);
  world.device.powerOn();
  return {
    world,
    operations: 0,
    cut(act: (world: TestTracker) => void) {
      chip = new CuttingFlash(world.cells, at);
      runUntilCut(() => act(world));
      this.operations = chip.operations;
      chip = undefined;
    },
  };
}

/** Puts other contents into the cells. */
export function restore(cells: NorFlash, bytes: Uint8Array): void {
  const { eraseBlockBytes } = cells;
  for (let at = 0; at < bytes.length; at += eraseBlockBytes) {
    cells.erase(at);
    cells.program(at, bytes.subarray(at, at + eraseBlockBytes));
  }
}
