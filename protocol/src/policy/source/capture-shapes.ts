import { z } from 'zod';

import { equalBytes, fromHex } from '../../bytes.ts';
import { isName, isP256Point } from '../policy-rules.ts';
import { policyLimits as limits } from '../policy.ts';
import { formatDuration, readLength } from './quantity.ts';
import { duration, read, report, type Context } from './shape-parts.ts';
import type { ValueProblem } from './source-problem.ts';

export const name = read((text) => {
  if (isName(text)) return { value: text };
  const expected = `a name of 1 to ${limits.nameBytesMax} bytes`;
  const came = text === '' ? 'it is empty' : 'it has other characters or is longer';
  return { problems: [{ code: 'POLICY_NAME', expected, came, next: 'write a short name' }] };
});

const intervalMax = limits.intervalSMax;
export const captureShape = z.strictObject({
  moving: duration(1, intervalMax),
  parked: duration(1, intervalMax),
  floor: duration(1, limits.floorSMax),
  precision: read((text) => readLength(text, { min: 1, max: limits.precisionMMax })),
  fields: z.array(z.enum(['altitude', 'speed', 'course'])).default([]),
});

export const capture = captureShape.transform((given, ctx) => {
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

export const theftShape = z.strictObject({
  every: duration(limits.theftIntervalSMin, intervalMax),
  for: duration(limits.theftDurationSMin, limits.theftDurationSMax),
});

export const theft = theftShape.transform((given) => ({
  intervalS: given.every,
  durationS: given.for,
}));

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

export const recipientShape = z.strictObject({ name, key: recipientKey.optional() });

export const recipients = z.array(recipientShape).transform((list, ctx) => {
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

export function reportHeartbeat(
  ctx: Context,
  outside: string,
  heartbeat: number | undefined,
): void {
  if ((outside === 'off') === (heartbeat === undefined)) return;
  const missing = heartbeat === undefined;
  const problem: ValueProblem = {
    code: 'POLICY_HEARTBEAT',
    expected: 'a heartbeat exactly when outside is heartbeat or mileage',
    came: missing ? 'there is none' : 'outside is off',
    next: missing
      ? 'add a line such as "heartbeat: 1 h"'
      : 'remove the line, or set "outside: heartbeat"',
  };
  report(ctx, [problem], { path: [missing ? 'outside' : 'heartbeat'] });
}
