import { z } from 'zod';

import { equalBytes, fromHex } from '../../bytes.ts';
import { formatDayNumber } from '../day-number.ts';
import { isName, isP256Point } from '../policy-rules.ts';
import {
  outsideBehaviours,
  policyLimits as limits,
  policyPurposes,
  type PolicyException,
  type PolicyWindow,
} from '../policy.ts';
import { readDate } from './date.ts';
import { formatDuration, readDuration, readLength } from './quantity.ts';
import type { Checked, ValueProblem } from './source-problem.ts';
import { readDays, repeatedDay } from './week.ts';
import { readWindows } from './windows.ts';
import { readZone } from './zone.ts';

/** What our own checks attach to an issue; issues of zod itself have none. */
export interface IssueParams {
  readonly problem: ValueProblem;
  /** The place is the key, not its value. */
  readonly inKey?: boolean;
}

type Context = z.RefinementCtx;

function report(
  ctx: Context,
  problems: readonly ValueProblem[],
  { path = [], inKey = false }: { path?: (string | number)[]; inKey?: boolean } = {},
): void {
  for (const problem of problems) {
    const params: IssueParams = { problem, inKey };
    ctx.addIssue({ code: 'custom', message: problem.expected, path, params: { ...params } });
  }
}

/** A text that one of our readers turns into a value. */
function read<T>(reader: (text: string) => Checked<T>) {
  return z.string().transform((text, ctx): T => {
    const checked = reader(text);
    if (checked.problems === undefined) return checked.value;
    report(ctx, checked.problems);
    return z.NEVER;
  });
}

const duration = (min: number, max: number) => read((text) => readDuration(text, { min, max }));

const name = read((text) => {
  if (isName(text)) return { value: text };
  const expected = `a name of 1 to ${limits.nameBytesMax} bytes`;
  const came = text === '' ? 'it is empty' : 'it has other characters or is longer';
  return { problems: [{ code: 'POLICY_NAME', expected, came, next: 'write a short name' }] };
});

const recipientKey = read((text) => {
  const key = fromHex(text);
  if (key !== undefined && isP256Point(key)) return { value: key };
  return {
    problems: [
      {
        code: 'POLICY_RECIPIENT_KEY',
        expected: 'a P-256 public key as 130 hexadecimal digits, beginning with 04',
        came:
          key?.length === 65 ? 'these bytes are no such key' : `it has ${text.length} characters`,
        next: 'copy the key from the file that the recipient gave you',
      },
    ],
  };
});

const validShape = z.strictObject({
  from: read(readDate),
  until: read(readDate),
  review: read(readDate).optional(),
});

const valid = validShape.transform(({ from, until, review }, ctx) => {
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

const week = z.record(z.string(), z.string()).transform((entries, ctx) => {
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

const exceptions = z.record(z.string(), z.string()).transform((entries, ctx) => {
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

const holidays = z.array(read(readDate)).transform((dates, ctx) => {
  for (const [index, date] of dates.entries()) {
    if (dates.indexOf(date) === index) continue;
    report(ctx, [dateTwice(date, 'holidays')], { path: [index] });
  }
  return dates;
});

function dateTwice(dayNumber: number, place: string): ValueProblem {
  return {
    code: 'POLICY_DATE_TWICE',
    expected: 'every date once in holidays and exceptions',
    came: `${formatDayNumber(dayNumber)} is already in ${place}`,
    next: 'keep one of the two',
  };
}

const intervalMax = limits.intervalSMax;
const captureShape = z.strictObject({
  moving: duration(1, intervalMax),
  parked: duration(1, intervalMax),
  floor: duration(1, limits.floorSMax),
  precision: read((text) => readLength(text, { min: 1, max: limits.precisionMMax })),
  fields: z.array(z.enum(['altitude', 'speed', 'course'])).default([]),
});

const capture = captureShape.transform((given, ctx) => {
  const { moving, parked, floor, precision, fields } = given;
  for (const [key, interval] of Object.entries({ moving, parked })) {
    if (interval >= floor) continue;
    const expected = `an interval that is not below the floor of ${formatDuration(floor)}`;
    const came = `${key} is ${formatDuration(interval)}`;
    const next = 'lengthen the interval, or lower the floor';
    report(ctx, [{ code: 'POLICY_FLOOR', expected, came, next }], { path: [key] });
  }
  return {
    intervals: { movingS: moving, parkedS: parked, floorS: floor },
    precisionM: precision,
    fields: {
      altitude: fields.includes('altitude'),
      speed: fields.includes('speed'),
      course: fields.includes('course'),
    },
  };
});

const recipientShape = z.strictObject({ name, key: recipientKey.optional() });

const recipients = z.array(recipientShape).transform((list, ctx) => {
  if (list.length === 0 || list.length > limits.recipientsMax) {
    const expected = `1 to ${limits.recipientsMax} recipients`;
    const next = 'name who may open the reports';
    report(ctx, [{ code: 'POLICY_RECIPIENTS', expected, came: `there are ${list.length}`, next }]);
  }
  for (const [index, recipient] of list.entries()) {
    const first = list.findIndex((other) => isSameRecipient(other, recipient));
    if (first === index) continue;
    const expected = 'every recipient and every key once';
    const came = `${recipient.name} repeats ${list[first]?.name ?? 'another'}`;
    const problem = { code: 'POLICY_RECIPIENTS', expected, came, next: 'keep one of the two' };
    report(ctx, [problem], { path: [index, 'name'] });
  }
  return list.map(({ name: called, key }) => ({ name: called, publicKey: key }));
});

type GivenRecipient = z.infer<typeof recipientShape>;

function isSameRecipient(a: GivenRecipient, b: GivenRecipient): boolean {
  if (a.name === b.name) return true;
  return a.key !== undefined && b.key !== undefined && equalBytes(a.key, b.key);
}

const rootShape = z.strictObject({
  feierabend: z.literal('1'),
  name,
  purpose: z.enum(policyPurposes),
  timeZone: read(readZone),
  valid,
  week,
  holidays: holidays.default([]),
  exceptions: exceptions.default([]),
  capture,
  outside: z.enum(outsideBehaviours).default('off'),
  heartbeat: duration(limits.heartbeatSMin, limits.heartbeatSMax).optional(),
  retention: duration(limits.retentionSMin, limits.retentionSMax),
  recipients,
});

/** The policy file, every value a text; what comes out is a policy source without its file name. */
export const sourceShape = rootShape.transform((given, ctx) => {
  const {
    feierabend: _format,
    holidays: free,
    exceptions: own,
    capture: captured,
    ...same
  } = given;
  for (const { dayNumber } of own) {
    if (!free.includes(dayNumber)) continue;
    report(ctx, [dateTwice(dayNumber, 'holidays')], {
      path: ['exceptions', formatDayNumber(dayNumber)],
      inKey: true,
    });
  }
  reportHeartbeat(ctx, same.outside, same.heartbeat);
  const dates = [...own, ...free.map((dayNumber) => ({ dayNumber, windows: [] }))];
  if (dates.length > limits.exceptionsMax) {
    const expected = `at most ${limits.exceptionsMax} holidays and exceptions`;
    const next = 'make the validity shorter';
    report(ctx, [{ code: 'POLICY_DATE_COUNT', expected, came: `there are ${dates.length}`, next }]);
  }
  const { heartbeat, retention, ...rest } = same;
  return {
    ...rest,
    ...captured,
    exceptions: dates.toSorted((a, b) => a.dayNumber - b.dayNumber),
    heartbeatS: heartbeat ?? 0,
    retentionS: retention,
  };
});

function reportHeartbeat(ctx: Context, outside: string, heartbeat: number | undefined): void {
  if ((outside === 'heartbeat') === (heartbeat !== undefined)) return;
  const missing = heartbeat === undefined;
  const problem: ValueProblem = {
    code: 'POLICY_HEARTBEAT',
    expected: 'a heartbeat exactly when outside is heartbeat',
    came: missing ? 'there is none' : 'outside is off',
    next: missing
      ? 'add a line such as "heartbeat: 1 h"'
      : 'remove the line, or set "outside: heartbeat"',
  };
  report(ctx, [problem], { path: [missing ? 'outside' : 'heartbeat'] });
}

/** The keys that belong at a path, for suggestions. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(rootShape.shape);
  if (path[0] === 'valid') return Object.keys(validShape.shape);
  if (path[0] === 'capture') return Object.keys(captureShape.shape);
  if (path[0] === 'recipients') return Object.keys(recipientShape.shape);
  return [];
}
