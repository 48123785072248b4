import type { CompiledPolicy, TrackerRecord } from '@feierabend/protocol';

import type { SeededDefect } from '../core/defects/defect-list.ts';
import { testImage, testPolicy } from './test-tenant.ts';
import { makeTestTracker, type TestTracker } from './test-tracker.ts';

/** What a sound device does, and what the same life is with one defect. */
export interface SeededLife {
  readonly defect: SeededDefect;
  readonly sound: unknown;
  readonly seeded: unknown;
  readonly observe: (defects: readonly SeededDefect[]) => unknown;
}

export const place = { latitude: 48.37054, longitude: 10.89779 };

/** A device with this firmware, under a policy, driven for a while. */
export function driven(
  defects: readonly SeededDefect[],
  fromS: number,
  untilS: number,
  change: Partial<CompiledPolicy> = {},
): TestTracker {
  const image = testImage(0, { defects: [...defects] });
  const world = makeTestTracker({ startS: fromS + 0.25, image });
  world.apply({ ...testPolicy, ...change });
  world.driveTo(untilS, () => place);
  return world;
}

export function fixesIn(world: TestTracker): Extract<TrackerRecord, { kind: 'fix' }>[] {
  return world.reports.records.filter((record) => record.kind === 'fix');
}

export function takenBy(world: TestTracker): boolean {
  return world.duty.recorder.counts.fixesTaken > 0;
}
