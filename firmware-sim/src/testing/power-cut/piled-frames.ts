import { equalBytes } from '@feierabend/protocol';

import { flashMap } from '../../core/storage/flash-map.ts';
import { at, testPolicy } from '../test-tenant.ts';
import type { TestTracker } from '../test-tracker.ts';
import { workPlace } from './life.ts';

/** Takes places and keeps them without a network; returns the frames they lie in. */
export function pile(world: TestTracker): readonly Uint8Array[] {
  world.network.up = false;
  world.apply(testPolicy);
  world.driveTo(at(9, 1), () => workPlace);
  world.duty.recorder.flush();
  const { outbox } = world.duty;
  return outbox
    .waiting()
    .flatMap((sequence) => outbox.read(sequence) ?? [])
    .filter(({ positions }) => positions)
    .map(({ frame }) => frame);
}

/** What is wrong when one of these frames is in the cells or was sent. */
export function wipedFramesIn(after: TestTracker, frames: readonly Uint8Array[]): string[] {
  const sent = after.network.delivered.map(({ payload }) => payload);
  const cells = [flashMap.outbox, flashMap.staging].map(({ at: start, sizeBytes }) =>
    Buffer.from(after.cells.read(start, sizeBytes)),
  );
  const isBack = (frame: Uint8Array) =>
    cells.some((area) => area.includes(Buffer.from(frame))) ||
    sent.some((payload) => equalBytes(payload, frame));
  return frames.some(isBack) ? ['a wiped frame is back'] : [];
}
