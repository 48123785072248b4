import { dayNumberOf } from '../day-number.ts';
import type { Checked } from './source-problem.ts';

const firstDay = dayNumberOf('2000-01-01') ?? 0;
const lastDay = dayNumberOf('2099-12-31') ?? 0;

/** Reads `YYYY-MM-DD` between 2000 and 2099 as days since 1970-01-01. */
export function readDate(text: string): Checked<number> {
  const dayNumber = dayNumberOf(text);
  if (dayNumber !== undefined && dayNumber >= firstDay && dayNumber <= lastDay) {
    return { value: dayNumber };
  }
  const exists = dayNumber !== undefined;
  return {
    problems: [
      {
        code: 'POLICY_DATE',
        expected: 'a date YYYY-MM-DD of the years 2000 to 2099',
        came: exists ? `"${text}" is another year` : `"${text}" is no date of the calendar`,
        next: 'write it like 2026-11-01',
      },
    ],
  };
}
