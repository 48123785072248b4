import { describe, expect, test } from 'vitest';

import { driveOf, honestTaps, needlesOf } from './leak-fixture.test-data.ts';
import { leakEncodings } from './leak-hit.ts';
import { searchTaps } from './leak-search.ts';
import { controlTest, layersOf, leakSelfTest } from './self-test.ts';
import { tapChannels } from './tap-record.ts';

const somewhere = {
  'the north east': { latitudeE7: 481_234_567, longitudeE7: 115_432_109 },
  'the north west': { latitudeE7: 407_000_000, longitudeE7: -740_000_000 },
  'the south west': { latitudeE7: -346_000_000, longitudeE7: -583_000_000 },
  'the edge of a degree': { latitudeE7: 489_000_000, longitudeE7: 89_900_000 },
};

/** Every encoding on every channel, one in each layer of text, one among the decoded records. */
const plants =
  tapChannels.length * leakEncodings.length +
  tapChannels.flatMap((channel) => layersOf(channel)).length +
  1;

describe('leak self-test', () => {
  test.each(Object.entries(somewhere))('finds every plant on every channel in %s', (_, origin) => {
    const fed = driveOf(7200, origin);
    const needles = needlesOf(fed);
    const taps = honestTaps(fed);
    expect(needles.samples.length).toBeGreaterThan(10);
    expect(searchTaps(needles, taps)).toEqual([]);
    for (const seed of [1, 2, 3, 4, 5]) {
      const outcomes = leakSelfTest(needles, taps, { seed });
      expect(outcomes.filter(({ found }) => !found)).toEqual([]);
      expect(outcomes.length).toBe(plants);
    }
  });

  test('reports no position of working hours, planted in the same ways', () => {
    const fed = driveOf(7200);
    const control = controlTest(needlesOf(fed), honestTaps(fed), { seed: 9 });
    expect(control).toEqual({
      planted: plants,
      reported: 0,
    });
  });

  test('plants a decoy when the day has no private position', () => {
    const fed = driveOf(3600);
    const needles = needlesOf(fed);
    expect(needles.count).toBe(0);
    const outcomes = leakSelfTest(needles, honestTaps(fed));
    expect(outcomes.every(({ found }) => found)).toBe(true);
  });

  test('plants into channels that carried nothing', () => {
    const outcomes = leakSelfTest(needlesOf(driveOf(7200)), []);
    expect(outcomes.every(({ found }) => found)).toBe(true);
  });

  test('has nothing to control with when nobody worked', () => {
    const fed = driveOf(7200).filter(({ atS }) => atS >= 3600);
    expect(controlTest(needlesOf(fed), [])).toEqual({ planted: 0, reported: 0 });
  });
});
