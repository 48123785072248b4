import { z } from 'zod';

import { formatDayNumber } from '../day-number.ts';
import {
  outsideBehaviours,
  policyCarriers,
  policyLimits as limits,
  policyPurposes,
  type PolicyException,
} from '../policy.ts';
import {
  capture,
  captureShape,
  name,
  recipients,
  recipientShape,
  reportHeartbeat,
  theft,
  theftShape,
} from './capture-shapes.ts';
import {
  dateTwice,
  exceptions,
  holidayList,
  holidayRegion,
  regionShape,
  valid,
  validShape,
  week,
} from './date-shapes.ts';
import type { HolidayCalendar } from './holiday-calendar.ts';
import type { HolidayRegion, PolicySource } from './policy-source.ts';
import { duration, read, report, type Context } from './shape-parts.ts';
import { sosRule, sosShape } from './sos-shape.ts';
import { readZone } from './zone.ts';

const sharedShape = {
  feierabend: z.literal('1'),
  name,
  purpose: z.enum(policyPurposes),
  carriedBy: z.enum(policyCarriers).optional(),
  timeZone: read(readZone),
  valid,
  week,
  exceptions: exceptions.default([]),
  capture,
  outside: z.enum(outsideBehaviours).default('off'),
  heartbeat: duration(limits.heartbeatSMin, limits.heartbeatSMax).optional(),
  privateSwitch: z.enum(['yes', 'no']).default('no'),
  theftRecovery: theft.optional(),
  sos: sosShape.optional(),
  retention: duration(limits.retentionSMin, limits.retentionSMax),
  recipients,
};

const listShape = z.strictObject({
  ...sharedShape,
  holidays: holidayList.default({ dates: [], region: undefined }),
});
const regionalShape = z.strictObject({ ...sharedShape, holidays: holidayRegion });
type Given = z.infer<typeof listShape> | z.infer<typeof regionalShape>;
type Source = Omit<PolicySource, 'fileName'>;

/**
 * The policy file, every value a text; what comes out is a policy source without its file name.
 * Holidays have two forms, and a file is read against the one it uses, so that its problems point
 * at that form.
 */
export function sourceShape(value: unknown, calendar?: HolidayCalendar) {
  const given = (value as { readonly holidays?: unknown } | null | undefined)?.holidays;
  const isRegion = typeof given === 'object' && given !== null && !Array.isArray(given);
  const shape = isRegion ? regionalShape : listShape;
  return (shape as z.ZodType<Given>).transform((file, ctx): Source =>
    toSource(file, ctx, calendar),
  );
}

function toSource(given: Given, ctx: Context, calendar: HolidayCalendar | undefined): Source {
  const { feierabend: _format, holidays, exceptions: own, capture: captured, ...rest } = given;
  const { heartbeat, retention, privateSwitch, carriedBy, theftRecovery, sos, ...same } = rest;
  for (const { dayNumber } of own) {
    if (!holidays.dates.includes(dayNumber)) continue;
    report(ctx, [dateTwice(dayNumber, 'holidays')], {
      path: ['exceptions', formatDayNumber(dayNumber)],
      inKey: true,
    });
  }
  reportHeartbeat(ctx, same.outside, heartbeat);
  const { region } = holidays;
  const listed = new Set([...own.map(({ dayNumber }) => dayNumber), ...holidays.dates]);
  const known =
    region === undefined ? [] : regionalDays(region, { valid: same.valid, ctx, calendar });
  const free = [...holidays.dates, ...known.filter((dayNumber) => !listed.has(dayNumber))];
  const dates = [...own, ...free.map((dayNumber) => ({ dayNumber, windows: [] }))];
  reportCount(ctx, dates);
  return {
    ...same,
    ...captured,
    exceptions: dates.toSorted((a, b) => a.dayNumber - b.dayNumber),
    heartbeatS: heartbeat ?? 0,
    retentionS: retention,
    ...(carriedBy === undefined ? {} : { carriedBy }),
    ...(privateSwitch === 'yes' ? { privateSwitch: true } : {}),
    ...(theftRecovery === undefined ? {} : { theftRecovery }),
    ...(sos === undefined ? {} : { sos: sosRule(sos, same.recipients, ctx) }),
    ...(region === undefined ? {} : { holidayRegion: region, workedHolidays: worked(own, known) }),
  };
}

function worked(own: readonly PolicyException[], known: readonly number[]): readonly number[] {
  return own
    .filter(({ dayNumber, windows }) => windows.length > 0 && known.includes(dayNumber))
    .map(({ dayNumber }) => dayNumber);
}

interface RegionContext {
  readonly valid: PolicySource['valid'];
  readonly ctx: Context;
  readonly calendar: HolidayCalendar | undefined;
}

function regionalDays(region: HolidayRegion, { valid: span, ctx, calendar }: RegionContext) {
  if (span.untilDay - span.fromDay >= limits.validityDaysMax) return [];
  const answer = calendar?.(region, span);
  if (answer === undefined) {
    const problem = {
      code: 'POLICY_HOLIDAY_CALENDAR',
      expected: 'a list of dates, because this program brought no calendar of holidays',
      came: `the public holidays of ${region.country} are asked for`,
      next: 'write the dates out, or use a program with a calendar',
    };
    report(ctx, [problem], { path: ['holidays', 'country'] });
    return [];
  }
  if (answer.problem === undefined) return answer.holidays.map(({ dayNumber }) => dayNumber);
  report(ctx, [answer.problem], { path: ['holidays', answer.key] });
  return [];
}

function reportCount(ctx: Context, dates: readonly PolicyException[]): void {
  if (dates.length <= limits.exceptionsMax) return;
  const expected = `at most ${limits.exceptionsMax} holidays and exceptions`;
  const next = 'make the validity shorter';
  report(ctx, [{ code: 'POLICY_DATE_COUNT', expected, came: `there are ${dates.length}`, next }]);
}

/** The keys that belong at a path, for suggestions. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(listShape.shape);
  const inside: Readonly<Record<string, object>> = {
    valid: validShape.shape,
    holidays: regionShape.shape,
    capture: captureShape.shape,
    theftRecovery: theftShape.shape,
    sos: sosShape.shape,
    recipients: recipientShape.shape,
  };
  return Object.keys(inside[String(path[0])] ?? {});
}
