import type { TrackerRecord } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { gateFaults } from './gate-check.ts';

const windows = [{ fromS: 100, untilS: 200 }];
const fed = Array.from({ length: 300 }, (_, atS) => ({
  atS,
  latitudeE7: 483_600_000 + atS,
  longitudeE7: 108_900_000,
}));
const withheld = (fromS: number, untilS: number): TrackerRecord => ({
  kind: 'withheld',
  fromS,
  untilS,
  reason: 'outside-hours',
});
const records = [withheld(0, 100), withheld(200, 300)];

test('a gate that moves in the right second has no fault', () => {
  expect(gateFaults({ fed, windows, records, withheld: 200 })).toEqual([]);
});

test.each([199, 201])('a gate that is one second off is found (%i refused)', (count) => {
  expect(gateFaults({ fed, windows, records, withheld: count })).toHaveLength(1);
});

test('a log that begins in work hours may lose the epochs that make the clock trusted', () => {
  const late = fed.slice(150);
  expect(gateFaults({ fed: late, windows, records: [], withheld: 102 })).toEqual([]);
  expect(gateFaults({ fed: late, windows, records: [], withheld: 99 })).toHaveLength(1);
  expect(gateFaults({ fed: late, windows, records: [], withheld: 110 })).toHaveLength(1);
});

test('a position that was there and is denied is found', () => {
  const tunnel = fed.filter(({ atS }) => atS < 110 || atS > 175);
  const noFix = (timeS: number): TrackerRecord => ({ kind: 'no-fix', timeS, reason: 'no-signal' });
  const judged = (timeS: number) =>
    gateFaults({ fed: tunnel, windows, records: [...records, noFix(timeS)], withheld: 200 });
  expect(judged(172)).toEqual([]);
  expect(judged(195)).toHaveLength(1);
});

test('time withheld inside a window is found', () => {
  const wrong = [...records, withheld(150, 160)];
  expect(gateFaults({ fed, windows, records: wrong, withheld: 200 })).toHaveLength(1);
});
