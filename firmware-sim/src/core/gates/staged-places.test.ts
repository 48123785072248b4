import { expect, it } from 'vitest';

import { driven, takenBy } from '../../testing/seeded-life.ts';
import type { TestTracker } from '../../testing/test-tracker.ts';
import { at } from '../../testing/test-tenant.ts';
import { FrameCodec } from '../report/stored-frame.ts';
import { flashMap } from '../storage/flash-map.ts';
import { FlashLog } from '../storage/flash-log.ts';

function stagedPlaces(world: TestTracker): number {
  const log = new FlashLog(world.cells, flashMap.staging);
  const codec = new FrameCodec(world.tracker.identity?.storageKey ?? new Uint8Array());
  return log
    .sequences()
    .map((sequence) => codec.decode(log.read(sequence) ?? new Uint8Array()))
    .filter((frame) => frame?.positions === true).length;
}

it.each([
  ['by a sound device on duty', at(9), [], true],
  ['at night, behind a gate at capture that is open', at(20), ['gate-capture'], false],
] as const)('a place is staged when it is taken, unless the gate forbids it: %s', (...row) => {
  const [, fromS, defects, isStaged] = row;
  const world = driven(defects, fromS, fromS + 60);
  expect(takenBy(world)).toBe(true);
  expect(stagedPlaces(world) > 0).toBe(isStaged);
});
