import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';

import { dayByDay } from './day-by-day.suite.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { CompiledPolicy, PolicyWindow } from './policy.ts';
import { samplePolicy } from './sample-policy.suite.ts';
import { startOfDayS, zoneOffsets } from './source/zone.ts';

// 2026-01-01 and two years on, so that every change of the clocks occurs twice.
const fromDay = 20_454;
const days = 730;

const windowsOfDay: fc.Arbitrary<readonly PolicyWindow[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 8 })
  .map((minutes) => {
    const sorted = minutes.toSorted((a, b) => a - b);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({
      startMin: sorted[2 * i] ?? 0,
      endMin: sorted[2 * i + 1] ?? 0,
    }));
  });

const week = fc.array(windowsOfDay, { minLength: 7, maxLength: 7 });
const exceptions = fc.uniqueArray(
  fc.record({
    dayNumber: fc.integer({ min: fromDay, max: fromDay + days }),
    windows: windowsOfDay,
  }),
  { maxLength: 5, selector: ({ dayNumber }) => dayNumber },
);

/** Wall-clock reasoning by a calendar library; it shares nothing with the code under test. */
function wallClock(policy: CompiledPolicy, timeS: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(timeS * 1000).toZonedDateTimeISO(
    policy.timeZone,
  );
  const minute = local.hour * 60 + local.minute;
  const date = local.toPlainDate();
  const own = policy.exceptions.find(({ dayNumber }) =>
    Temporal.PlainDate.from('1970-01-01').add({ days: dayNumber }).equals(date),
  );
  const windows = own?.windows ?? policy.week[date.dayOfWeek - 1] ?? [];
  if (windows.some(({ startMin, endMin }) => startMin <= minute && minute < endMin)) return 'open';
  const worked = windows.some(({ endMin }) => endMin <= minute);
  return worked && windows.some(({ startMin }) => startMin > minute) ? 'break' : 'outside-hours';
}

const zones = ['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/New_York'];

describe.each(zones)('integer evaluation in %s', (timeZone) => {
  const validFromS = startOfDayS(fromDay, timeZone);
  const validUntilS = startOfDayS(fromDay + days, timeZone);
  const offsets = zoneOffsets(timeZone, validFromS, validUntilS);
  const frame = {
    ...samplePolicy,
    timeZone,
    validFromS,
    validUntilS,
    reviewS: validUntilS,
    offsets,
  };

  const nearChanges = offsets.map(({ fromS }) =>
    fc.integer({ min: fromS - 7200, max: fromS + 7200 }).filter((timeS) => timeS >= validFromS),
  );
  const instant = fc.oneof(fc.integer({ min: validFromS, max: validUntilS - 1 }), ...nearChanges);

  it('agrees with wall-clock evaluation', () => {
    fc.assert(
      fc.property(
        week,
        exceptions,
        fc.array(instant, { minLength: 1, maxLength: 20 }),
        (w, e, times) => {
          const policy = { ...frame, week: w, exceptions: e };
          for (const timeS of times) {
            const verdict = evaluatePolicy(policy, timeS);
            expect(verdict.open ? 'open' : verdict.reason).toBe(wallClock(policy, timeS));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('says what the steps of the specification say, day by day', () => {
    const freeDays = fc
      .tuple(fc.integer({ min: fromDay, max: fromDay + days - 30 }), fc.nat(25))
      .map(([first, count]) =>
        Array.from({ length: count }, (_, i) => ({ dayNumber: first + i, windows: [] })),
      );
    const weeks = fc.oneof(week, fc.constant(Array.from({ length: 7 }, () => [])));
    const someDates = fc.oneof(exceptions, freeDays);
    const times = fc.array(instant, { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(weeks, someDates, times, (w, e, seconds) => {
        const policy = { ...frame, week: w, exceptions: e };
        for (const timeS of seconds) {
          const { state, untilS } = dayByDay(policy, timeS);
          expect(evaluatePolicy(policy, timeS)).toEqual(
            state === 'open'
              ? { open: true, windowEndS: untilS }
              : { open: false, reason: state, nextChangeS: untilS },
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('names the exact second at which the verdict changes', () => {
    fc.assert(
      fc.property(
        week,
        exceptions,
        instant,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (w, e, timeS, at) => {
          const policy = { ...frame, week: w, exceptions: e };
          const verdict = evaluatePolicy(policy, timeS);
          const changeS = (verdict.open ? verdict.windowEndS : verdict.nextChangeS) ?? timeS;
          expect(changeS).toBeGreaterThan(timeS);
          const between = timeS + Math.floor((changeS - 1 - timeS) * at);
          const now = wallClock(policy, timeS);
          expect([wallClock(policy, between), wallClock(policy, changeS - 1)]).toEqual([now, now]);
          if (changeS < validUntilS) expect(wallClock(policy, changeS)).not.toBe(now);
          else expect(changeS).toBe(validUntilS);
        },
      ),
      { numRuns: 100 },
    );
  });
});
