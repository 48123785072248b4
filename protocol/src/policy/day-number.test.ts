import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';

import { dayNumberOf, formatDayNumber, formatMinute, minuteOf, weekdayOf } from './day-number.ts';

const epoch = Temporal.PlainDate.from('1970-01-01');

describe('day numbers', () => {
  it('agree with the calendar on date, number and weekday', () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_000, max: 80_000 }), (dayNumber) => {
        const date = epoch.add({ days: dayNumber });
        expect(formatDayNumber(dayNumber)).toBe(date.toString());
        expect(dayNumberOf(date.toString())).toBe(dayNumber);
        expect(weekdayOf(dayNumber)).toBe(date.dayOfWeek - 1);
      }),
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-04-31', ''])(
    'refuse %j, which no calendar has',
    (text) => {
      expect(dayNumberOf(text)).toBeUndefined();
    },
  );
});

describe('minutes of the day', () => {
  it('run from 00:00 to 24:00', () => {
    expect([minuteOf('00:00'), minuteOf('8:05'), minuteOf('24:00')]).toEqual([0, 485, 1440]);
    expect([formatMinute(0), formatMinute(485), formatMinute(1440)]).toEqual([
      '00:00',
      '08:05',
      '24:00',
    ]);
  });

  it.each(['24:01', '12:60', '12', '1200', '-1:00', '12:5'])('refuse %j', (text) => {
    expect(minuteOf(text)).toBeUndefined();
  });
});
