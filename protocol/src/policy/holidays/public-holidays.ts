import Holidays from 'date-holidays';

import { dayNumberOf, formatDayNumber } from '../day-number.ts';
import type { HolidayCalendar, PublicHoliday } from '../source/holiday-calendar.ts';
import type { HolidayRegion } from '../source/policy-source.ts';
import { suggest } from '../source/suggestion.ts';

const hourMs = 3_600_000;
/** A day on which the clock changes has 23 or 25 hours, and is still one day. */
const clockChangeMs = 2 * hourMs;

/**
 * The public holidays of countries, their states and regions, from the tables of `date-holidays`
 * (CC BY 3.0). A holiday that covers part of a date counts for the whole of it: what is in doubt is
 * closed. Substitute days count; bank, school and optional holidays and observances do not.
 */
export const publicHolidays: HolidayCalendar = (region, { fromDay, untilDay }) => {
  const unknown = unknownCode(region);
  if (unknown !== undefined) return unknown;
  const { country, state, region: part } = region;
  const calendar =
    state === undefined
      ? new Holidays(country, { languages: 'en', types: ['public'] })
      : part === undefined
        ? new Holidays(country, state, { languages: 'en', types: ['public'] })
        : new Holidays(country, state, part, { languages: 'en', types: ['public'] });
  const names = new Map<number, string>();
  for (const year of yearsOf(fromDay, untilDay)) {
    for (const holiday of calendar.getHolidays(year)) {
      if (holiday.type !== 'public') continue;
      for (const day of daysOf(holiday)) if (!names.has(day)) names.set(day, holiday.name);
    }
  }
  const holidays = [...names]
    .map(([dayNumber, name]): PublicHoliday => ({ dayNumber, name }))
    .filter(({ dayNumber }) => dayNumber >= fromDay && dayNumber <= untilDay)
    .toSorted((a, b) => a.dayNumber - b.dayNumber);
  return { holidays };
};

/** Codes and names of the countries the tables know; of the states of one; of the regions of one. */
export function holidayCodes(
  region: Partial<HolidayRegion> = {},
): Readonly<Record<string, string>> {
  const tables = new Holidays();
  const { country, state } = region;
  const codes: unknown =
    country === undefined
      ? tables.getCountries('en')
      : state === undefined
        ? tables.getStates(country, 'en')
        : tables.getRegions(country, state, 'en');
  return (codes ?? {}) as Readonly<Record<string, string>>;
}

function unknownCode(region: HolidayRegion) {
  const { country, state } = region;
  const scopes = { country: {}, state: { country }, region: { country, state } };
  for (const key of ['country', 'state', 'region'] as const) {
    const code = region[key];
    if (code === undefined) continue;
    if (key === 'region' && state === undefined) return problemOf(key, code, 'a state beside it');
    const known = Object.keys(holidayCodes(scopes[key]));
    if (!known.includes(code)) return problemOf(key, code, suggestCode(key, code, known));
  }
  return undefined;
}

function suggestCode(key: string, code: string, known: readonly string[]): string {
  if (known.includes(code.toUpperCase())) return `did you mean "${code.toUpperCase()}"`;
  if (known.length === 0) return `leave the ${key} out`;
  return known.length > 30 ? 'write a code of ISO 3166-1 such as DE' : suggest(code, known);
}

function problemOf(key: keyof HolidayRegion, code: string, next: string) {
  const problem = {
    code: 'POLICY_HOLIDAY_REGION',
    expected: `the code of a ${key} whose public holidays are known`,
    came: `"${code}" is none`,
    next: next.startsWith('a ') ? `write ${next}` : next,
  };
  return { key, problem };
}

/** The year before and after, too: substitute days and long holidays cross the end of a year. */
function yearsOf(fromDay: number, untilDay: number): readonly number[] {
  const first = Number(formatDayNumber(fromDay).slice(0, 4)) - 1;
  const last = Number(formatDayNumber(untilDay).slice(0, 4)) + 1;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The local dates that a holiday touches. */
function daysOf(holiday: {
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
}): readonly number[] {
  const first = dayNumberOf(holiday.date.slice(0, 10));
  if (first === undefined) return [];
  const clock = /^ (\d{2}):(\d{2})/u.exec(holiday.date.slice(10));
  const startMs = Number(clock?.[1] ?? 0) * hourMs + Number(clock?.[2] ?? 0) * 60_000;
  const spanMs = holiday.end.getTime() - holiday.start.getTime();
  const days = Math.ceil((startMs + spanMs - clockChangeMs) / (24 * hourMs));
  return Array.from({ length: Math.max(days, 1) }, (_, i) => first + i);
}
