import { z } from 'zod';

import { readInstantS } from '../../world/instant.ts';

const unitMs = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const durationForm = /^(?:\d{1,6}(?:\.\d{1,3})? ?(?:ms|s|min|h|d) ?){1,4}$/u;
const partForm = /(?<number>\d{1,6}(?:\.\d{1,3})?) ?(?<unit>ms|s|min|h|d)(?![a-z])/gu;

/** Milliseconds of `90 s`, `45min` or `1 h 30 min`; undefined for what is none. */
export function readDurationMs(text: string): number | undefined {
  if (!durationForm.test(`${text} `)) return undefined;
  let ms = 0;
  for (const { groups } of text.matchAll(partForm)) {
    ms += Number(groups?.['number']) * unitMs[groups?.['unit'] as keyof typeof unitMs];
  }
  return Math.round(ms);
}

/** A share from 0 to 1 of `2.5 %`; undefined for what is none. */
export function readShare(text: string): number | undefined {
  const number = /^(?<number>\d{1,3}(?:\.\d{1,4})?) ?%$/u.exec(text)?.groups?.['number'];
  const share = Number(number) / 100;
  return share >= 0 && share <= 1 ? share : undefined;
}

/** Reads a text of the file, or says what was expected. */
function quantity<Value>(expected: string, read: (text: string) => Value | undefined) {
  return z.string(`expected ${expected}`).transform((text, context): Value => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `expected ${expected}, but it is "${text}"` });
    return z.NEVER;
  });
}

export const durationMs = quantity('a duration such as 90 s, 10 min or 1 h 30 min', readDurationMs);
export const someDurationMs = durationMs.refine((ms) => ms > 0, 'expected more than nothing');
const share = quantity('a share such as 5 %', readShare);
export const someShare = share.refine((value) => value > 0, 'expected more than 0 %');
export const instantS = quantity('a UTC date such as 2026-03-02T05:00', readInstantS);

/** When something happens: so long after the start, or at an instant. */
export type When = { readonly afterMs: number } | { readonly atS: number };

export const when = quantity(
  'when, as a duration after the start (2 h 30 min) or a UTC date (2026-03-02T08:00)',
  (text): When | undefined => {
    const afterMs = readDurationMs(text);
    if (afterMs !== undefined) return { afterMs };
    const atS = readInstantS(text);
    return atS === undefined ? undefined : { atS };
  },
);
