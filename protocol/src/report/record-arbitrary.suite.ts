import fc from 'fast-check';

import { noFixReasons, trackerEvents, withheldReasons, type TrackerRecord } from './records.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });

const span = fc
  .tuple(u32, u32)
  .map(([a, b]) => ({ fromS: Math.min(a, b), untilS: Math.max(a, b) }));

/** Any record the protocol can carry. */
export const anyRecord: fc.Arbitrary<TrackerRecord> = fc.oneof(
  { weight: 4, arbitrary: anyFix() },
  fc.record({
    kind: fc.constant('no-fix' as const),
    timeS: u32,
    reason: fc.constantFrom(...noFixReasons),
  }),
  fc
    .tuple(span, fc.constantFrom(...withheldReasons))
    .map(([times, reason]) => ({ kind: 'withheld' as const, ...times, reason })),
  fc.record({ kind: fc.constant('heartbeat' as const), timeS: u32, batteryMillivolts: u16 }),
  fc
    .tuple(span, u32)
    .map(([times, distanceM]) => ({ kind: 'mileage' as const, ...times, distanceM })),
  fc.record({
    kind: fc.constant('event' as const),
    timeS: u32,
    event: fc.constantFrom(...trackerEvents),
  }),
);

function anyFix(): fc.Arbitrary<TrackerRecord> {
  return fc.record(
    {
      kind: fc.constant('fix' as const),
      timeS: u32,
      latitudeE5: fc.integer({ min: -9_000_000, max: 9_000_000 }),
      longitudeE5: fc.integer({ min: -18_000_000, max: 18_000_000 }),
      altitudeM: fc.integer({ min: -0x8000, max: 0x7fff }),
      speedKmh: u16,
      courseDeg: fc.integer({ min: 0, max: 359 }),
    },
    { requiredKeys: ['kind', 'timeS', 'latitudeE5', 'longitudeE5'] },
  );
}
