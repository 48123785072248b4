import type { FixRecord } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { FedPlaces, fixesOutOfPlace } from './place-check.ts';

const fed = [
  { atS: 100, latitudeE7: 483_600_000, longitudeE7: 108_900_000 },
  { atS: 101.4, latitudeE7: 483_601_000, longitudeE7: 108_900_000 },
  { atS: 5000, latitudeE7: 484_600_000, longitudeE7: 109_900_000 },
];
const level = { precisionM: 10, timeStepS: 1 };

function fix(timeS: number, latitudeE5: number, longitudeE5: number): FixRecord {
  return { kind: 'fix', timeS, latitudeE5, longitudeE5 };
}

test('a coarsened fix lies where the receiver was in its second', () => {
  const fixes = [fix(100, 4_836_004, 1_089_005), fix(101, 4_836_010, 1_089_000)];
  expect(fixesOutOfPlace(fixes, fed, level)).toEqual([]);
});

test('a place of another hour under a time of work is found', () => {
  const forged = fix(100, 4_846_000, 1_099_000);
  expect(fixesOutOfPlace([forged], fed, level)).toEqual([forged]);
});

test('a time nobody fed anything at is found', () => {
  const forged = fix(4999, 4_846_000, 1_099_000);
  expect(fixesOutOfPlace([forged], fed, level)).toEqual([forged]);
  expect(fixesOutOfPlace([forged], fed, { ...level, timeStepS: 10 })).toEqual([]);
});

test('of many places the earliest are forgotten first, in whatever order they came', () => {
  const places = new FedPlaces();
  const at = (atS: number) => ({ atS, latitudeE7: atS * 100_000, longitudeE7: 0 });
  const seconds = Array.from({ length: 2000 }, (_, nth) => nth);
  // A date that leaps ahead for a while.
  const leap = [...seconds.slice(0, 500), ...seconds.slice(1500), ...seconds.slice(500, 1500)];
  for (const second of leap) {
    places.add(at(second));
    places.keep(1800);
  }
  const has = (second: number) => places.has(fix(second, second * 1000, 0), level);
  expect(seconds.filter((second) => !has(second))).toEqual(seconds.slice(0, 200));
  expect([places.keep(1000), has(999), has(1000), has(1999)]).toEqual([999, false, true, true]);
});
