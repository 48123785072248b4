import { offsetMinAt, windowsInForce } from '../local-day.ts';
import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import {
  sameValue,
  type FieldEffect,
  type FieldRule,
  type StrictnessEffect,
} from './field-effect.ts';

/** Windows in local time mean the same seconds only under the same clock. */
export const offsetsRule: FieldRule = {
  loosens: 'the offset from UTC differs at any second in which both policies are valid',
  effects(old, next) {
    if (old === undefined) return [{ field: 'offsets', effect: 'neutral' }];
    if (sameValue(old.offsets, next.offsets)) return [];
    return [{ field: 'offsets', effect: isSameClock(old, next) ? 'neutral' : 'loosens' }];
  },
};

export const weekRule: FieldRule = {
  loosens: 'a weekday has a minute that it did not have',
  effects: (old, next) =>
    next.week.flatMap((windows, day) => windowEffect(`week.${day}`, old?.week[day], windows)),
};

/** Dates are compared by what holds on them: a new holiday tightens, a lost one loosens. */
export const exceptionsRule: FieldRule = {
  loosens: 'a date with windows of its own, in either policy, has a minute that it did not have',
  effects(old, next) {
    const dates = new Set(
      [...(old?.exceptions ?? []), ...next.exceptions].map(({ dayNumber }) => dayNumber),
    );
    return [...dates]
      .toSorted((a, b) => a - b)
      .flatMap((day) => {
        const before = old === undefined ? undefined : windowsInForce(old, day);
        return windowEffect(`exceptions.${day}`, before, windowsInForce(next, day));
      });
  },
};

function windowEffect(
  field: string,
  old: readonly PolicyWindow[] | undefined,
  next: readonly PolicyWindow[],
): readonly FieldEffect[] {
  if (old !== undefined && sameValue(old, next)) return [];
  return [{ field, effect: containment(old, next) }];
}

function containment(
  old: readonly PolicyWindow[] | undefined,
  next: readonly PolicyWindow[],
): StrictnessEffect {
  if (!isWithin(next, old ?? [])) return 'loosens';
  return old === undefined ? 'neutral' : 'tightens';
}

/** Whether every minute of the inner windows lies in one of the outer ones. */
function isWithin(inner: readonly PolicyWindow[], outer: readonly PolicyWindow[]): boolean {
  return inner.every(({ startMin, endMin }) =>
    outer.some((window) => window.startMin <= startMin && endMin <= window.endMin),
  );
}

/** Clocks can only part at the first common second, or where one of them changes. */
function isSameClock(old: CompiledPolicy, next: CompiledPolicy): boolean {
  const fromS = Math.max(old.validFromS, next.validFromS);
  const untilS = Math.min(old.validUntilS, next.validUntilS);
  return [...old.offsets, ...next.offsets]
    .map((offset) => Math.max(offset.fromS, fromS))
    .every((timeS) => timeS >= untilS || offsetMinAt(old, timeS) === offsetMinAt(next, timeS));
}
