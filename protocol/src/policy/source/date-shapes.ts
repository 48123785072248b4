import { z } from 'zod';

import { formatDayNumber } from '../day-number.ts';
import { policyLimits as limits, type PolicyException, type PolicyWindow } from '../policy.ts';
import { readDate } from './date.ts';
import { read, report } from './shape-parts.ts';
import type { ValueProblem } from './source-problem.ts';
import { readDays, repeatedDay } from './week.ts';
import { readWindows } from './windows.ts';

export const validShape = z.strictObject({
  from: read(readDate),
  until: read(readDate),
  review: read(readDate).optional(),
});

export const valid = validShape.transform(({ from, until, review }, ctx) => {
  if (until < from) {
    report(ctx, [datesOrder(`${formatDayNumber(until)} lies before ${formatDayNumber(from)}`)], {
      path: ['until'],
    });
  } else if (until - from >= limits.validityDaysMax) {
    report(ctx, [datesOrder(`it is ${until - from + 1} days long`)], { path: ['until'] });
  }
  if (review !== undefined && (review <= from || review > until)) {
    const expected = 'a review date after the first and not after the last day of the validity';
    const came = `${formatDayNumber(review)} lies outside`;
    const next = 'choose a date in between';
    report(ctx, [{ code: 'POLICY_REVIEW', expected, came, next }], { path: ['review'] });
  }
  return { fromDay: from, untilDay: until, reviewDay: review };
});

function datesOrder(came: string): ValueProblem {
  return {
    code: 'POLICY_VALIDITY',
    expected: `a validity of 1 to ${limits.validityDaysMax} days`,
    came,
    next: 'correct the dates; the last day is included',
  };
}

export const week = z.record(z.string(), z.string()).transform((entries, ctx) => {
  const days: (readonly PolicyWindow[])[] = Array.from({ length: 7 }, () => []);
  const keys = new Map<number, string>();
  for (const [key, text] of Object.entries(entries)) {
    const named = readDays(key);
    const windows = readWindows(text);
    report(ctx, named.problems ?? [], { path: [key], inKey: true });
    report(ctx, windows.problems ?? [], { path: [key] });
    for (const day of named.value ?? []) {
      const earlier = keys.get(day);
      if (earlier !== undefined)
        report(ctx, [repeatedDay(day, earlier)], { path: [key], inKey: true });
      keys.set(day, key);
      days[day] = windows.value ?? [];
    }
  }
  return days;
});

export const exceptions = z.record(z.string(), z.string()).transform((entries, ctx) => {
  const dates: PolicyException[] = [];
  for (const [key, text] of Object.entries(entries)) {
    const date = readDate(key);
    const windows = readWindows(text);
    report(ctx, date.problems ?? [], { path: [key], inKey: true });
    report(ctx, windows.problems ?? [], { path: [key] });
    if (date.value !== undefined)
      dates.push({ dayNumber: date.value, windows: windows.value ?? [] });
  }
  return dates;
});

/** Dates without windows, as a list. */
export const holidayList = z.array(read(readDate)).transform((dates, ctx) => {
  for (const [index, date] of dates.entries()) {
    if (dates.indexOf(date) === index) continue;
    report(ctx, [dateTwice(date, 'holidays')], { path: [index] });
  }
  return { dates, region: undefined };
});

export const regionShape = z.strictObject({
  country: z.string(),
  state: z.string().optional(),
  region: z.string().optional(),
  also: holidayList.optional(),
});

/** Dates without windows, as the calendar of a country or a state, and dates beside it. */
export const holidayRegion = regionShape.transform(({ also, ...region }) => ({
  dates: also?.dates ?? [],
  region,
}));

export function dateTwice(dayNumber: number, place: string): ValueProblem {
  return {
    code: 'POLICY_DATE_TWICE',
    expected: 'every date once in holidays and exceptions',
    came: `${formatDayNumber(dayNumber)} is already in ${place}`,
    next: 'keep one of the two',
  };
}
