import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  readIsoDate,
  readNmeaDate,
  readTimeOfDayMs,
  writeNmeaDate,
  writeTimeOfDay,
} from './civil-time.ts';

describe('day numbers', () => {
  test.each([
    ['1970-01-01', 0],
    ['1980-01-06', 3657],
    ['2000-02-29', 11_016],
    ['2026-11-23', 20_780],
  ])('%s is day %i', (text, days) => {
    expect(readIsoDate(text)).toBe(days);
  });

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '', '23.11.2026'])(
    '%j is no day of the calendar',
    (text) => {
      expect(readIsoDate(text)).toBeUndefined();
    },
  );

  test('agree with the library calendar in both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (days) => {
        const date = new Date(days * DAY_MS);
        const civil = civilFromDays(days);
        expect(civil).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect(daysFromCivil(civil)).toBe(days);
      }),
    );
  });
});

describe('the date of RMC', () => {
  test('puts 80 to 99 into the last century and all other years into this one', () => {
    expect(readNmeaDate('060180')).toBe(3657);
    expect(readNmeaDate('311299')).toBe(readIsoDate('1999-12-31'));
    expect(readNmeaDate('010100')).toBe(readIsoDate('2000-01-01'));
    expect(readNmeaDate('311279')).toBe(readIsoDate('2079-12-31'));
  });

  test.each(['', '320126', '290226', '001126', '2311260', '23112x'])('refuses %j', (text) => {
    expect(readNmeaDate(text)).toBeUndefined();
  });

  test('is written as it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3652, max: 40_176 }), (days) => {
        expect(readNmeaDate(writeNmeaDate(days))).toBe(days);
      }),
    );
  });
});

describe('the time of day', () => {
  test.each([
    ['000000', 0],
    ['235959.999', DAY_MS - 1],
    ['124022.00', 45_622_000],
    ['124022.5', 45_622_500],
    ['124022.', 45_622_000],
    ['124022.0019', 45_622_001],
    ['235960', DAY_MS],
  ])('%s is %i ms', (text, timeMs) => {
    expect(readTimeOfDayMs(text)).toBe(timeMs);
  });

  test.each(['', '240000', '126000', '120061', '12402', '-12402', '1240225'])(
    'refuses %j',
    (text) => {
      expect(readTimeOfDayMs(text)).toBeUndefined();
    },
  );

  test('is written with the decimals asked for', () => {
    expect(writeTimeOfDay(45_622_070)).toBe('124022');
    expect(writeTimeOfDay(45_622_070, 2)).toBe('124022.07');
    expect(writeTimeOfDay(45_622_070, 4)).toBe('124022.0700');
  });
});
