import type { PolicyWindow } from '../policy.ts';
import type { Checked, ValueProblem } from './source-problem.ts';
import { suggest } from './suggestion.ts';

/** Monday first, as in the compiled policy. */
export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The weekdays that a key such as `mon-thu`, `fri` or `sat, sun` names; 0 = Monday. */
export function readDays(text: string): Checked<readonly number[]> {
  const problems: ValueProblem[] = [];
  const days: number[] = [];
  for (const piece of text.split(',').map((part) => part.trim())) {
    const [first, last = first, more] = piece.split('-').map((part) => part.trim().toLowerCase());
    const from = dayIndex(first ?? '');
    const to = dayIndex(last ?? '');
    if (from === undefined || to === undefined || more !== undefined) {
      problems.push(unknownDay(piece, from === undefined ? first : last));
    } else if (to < from) {
      problems.push(backwards(piece));
    } else {
      for (let day = from; day <= to; day += 1) days.push(day);
    }
  }
  return problems.length > 0 ? { problems } : { value: days };
}

/** What a second mention of a day says. */
export function repeatedDay(day: number, earlierKey: string): ValueProblem {
  return {
    code: 'POLICY_DAY_TWICE',
    expected: 'every weekday once',
    came: `${dayNames[day] ?? 'a day'} is already in "${earlierKey}"`,
    next: 'name the day in one of the two lines only',
  };
}

/** `mon-thu: 08:00-12:00` and so on: neighbouring days with equal windows in one line. */
export function groupWeek<T>(
  week: readonly (readonly PolicyWindow[])[],
  format: (windows: readonly PolicyWindow[]) => T,
): readonly { readonly days: string; readonly windows: T }[] {
  const groups: { from: number; to: number; windows: T }[] = [];
  for (const [day, windows] of week.entries()) {
    const formatted = format(windows);
    const last = groups.at(-1);
    if (last !== undefined && last.windows === formatted) last.to = day;
    else groups.push({ from: day, to: day, windows: formatted });
  }
  return groups.map(({ from, to, windows }) => {
    const first = dayNames[from] ?? '';
    return { days: from === to ? first : `${first}-${dayNames[to] ?? ''}`, windows };
  });
}

function dayIndex(name: string): number | undefined {
  const index = (dayNames as readonly string[]).indexOf(name);
  return index < 0 ? undefined : index;
}

function unknownDay(piece: string, word: string | undefined): ValueProblem {
  return {
    code: 'POLICY_DAY',
    expected: 'weekdays such as mon, mon-thu or sat, sun',
    came: `"${piece}" is none`,
    next: suggest(word ?? '', dayNames),
  };
}

function backwards(piece: string): ValueProblem {
  return {
    code: 'POLICY_DAY_ORDER',
    expected: 'a range of weekdays from the earlier to the later, Monday first',
    came: `"${piece}" runs backwards`,
    next: 'swap the days, or write two ranges separated by a comma',
  };
}
