import {
  noFixReasons,
  trackerEvents,
  withheldReasons,
  type TrackerRecord,
} from '../../src/report/records.ts';
import type { Dice } from '../dice.ts';

/** Records as a day brings them: a drive, and between its fixes everything else that can be told. */
export function growRecords(dice: Dice): readonly TrackerRecord[] {
  const place = {
    latitudeE5: dice.below(18_000_001) - 9_000_000,
    longitudeE5: dice.below(36e6) - 18e6,
  };
  const intervalS = 1 + dice.small(600);
  let timeS = dice.chance(80) ? 1_700_000_000 + dice.below(1e8) : dice.below(0x7fff_ffff);
  return Array.from({ length: 1 + dice.small(120) }, () => {
    timeS += dice.chance(90) ? intervalS : dice.small(100_000);
    place.latitudeE5 = within(place.latitudeE5 + dice.small(400) - dice.small(400), 9_000_000);
    place.longitudeE5 = within(place.longitudeE5 + dice.small(400) - dice.small(400), 18_000_000);
    return dice.chance(80) ? growFix(dice, timeS, place) : dice.pick(others)(dice, timeS);
  });
}

const within = (value: number, size: number) => Math.max(-size, Math.min(size, value));

function growFix(
  dice: Dice,
  timeS: number,
  place: { readonly latitudeE5: number; readonly longitudeE5: number },
): TrackerRecord {
  return {
    kind: 'fix',
    timeS,
    ...place,
    ...(dice.chance(70) ? { speedKmh: dice.small(200) } : {}),
    ...(dice.chance(30) ? { altitudeM: dice.small(3000) - 100 } : {}),
    ...(dice.chance(30) ? { courseDeg: dice.below(360) } : {}),
  };
}

const others: readonly ((dice: Dice, timeS: number) => TrackerRecord)[] = [
  (dice, timeS) => ({ kind: 'no-fix', timeS, reason: dice.pick(noFixReasons) }),
  (dice, timeS) => ({
    kind: 'withheld',
    fromS: timeS,
    untilS: timeS + dice.small(100_000),
    reason: dice.pick(withheldReasons),
  }),
  (dice, timeS) => ({ kind: 'heartbeat', timeS, batteryMillivolts: dice.below(0x1_0000) }),
  (dice, timeS) => ({
    kind: 'mileage',
    fromS: timeS,
    untilS: timeS + dice.small(100_000),
    distanceM: dice.small(1_000_000),
  }),
  (dice, timeS) => ({ kind: 'event', timeS, event: dice.pick(trackerEvents) }),
];
