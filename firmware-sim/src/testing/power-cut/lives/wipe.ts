import { equalBytes } from '@feierabend/protocol';

import { flashMap } from '../../../core/storage/flash-map.ts';
import { at, testPolicy } from '../../test-tenant.ts';
import type { TestTracker } from '../../test-tracker.ts';
import { workPlace, type Life } from '../life.ts';

/** Frames and staged records with places, as somebody finds them who reads the chip. */
let stored: readonly Uint8Array[] = [];

function isInCells(world: TestTracker, frame: Uint8Array): boolean {
  return [flashMap.outbox, flashMap.staging].some(({ at: start, sizeBytes }) => {
    const cells = Buffer.from(world.cells.read(start, sizeBytes));
    return cells.includes(Buffer.from(frame));
  });
}

/** Reports that wait are destroyed on instruction: none of their bytes is back after that was answered for. */
export const wipeLife: Life = {
  name: 'wipe of reports',
  startS: at(8, 59, 50) + 0.25,
  deletes: true,
  prepare: (world) => {
    world.network.up = false;
    world.apply(testPolicy);
    world.driveTo(at(9, 1), () => workPlace);
    world.duty.recorder.flush();
    const { outbox } = world.duty;
    stored = outbox
      .waiting()
      .flatMap((sequence) => outbox.read(sequence) ?? [])
      .filter(({ positions }) => positions)
      .map(({ frame }) => frame);
  },
  run: (world, done) => {
    const order = { scope: 'reports', data: 'destroy' } as const;
    if (world.order('wipe', order, { cosigner: null }).accepted) done('wiped');
  },
  check: (after, done) => {
    const sent = after.network.delivered.map(({ payload }) => payload);
    const isBack = (frame: Uint8Array) =>
      isInCells(after, frame) || sent.some((payload) => equalBytes(payload, frame));
    return done.includes('wiped') && stored.some(isBack) ? ['a wiped frame is back'] : [];
  },
};
