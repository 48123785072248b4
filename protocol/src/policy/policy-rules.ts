import { p256 } from '@noble/curves/nist.js';

import { toHex } from '../bytes.ts';
import { dayS } from './day-number.ts';
import { policyLimits as limits, type CompiledPolicy, type PolicyWindow } from './policy.ts';

const utf8 = new TextEncoder();

/**
 * The first rule of docs/protocol/policy.md that a policy breaks, as what was expected; undefined
 * when it keeps them all. Ranges that the schema of the map states are checked there; here are the
 * ones between values.
 */
export function brokenPolicyRule(policy: CompiledPolicy): string | undefined {
  return (
    brokenTimeRule(policy) ??
    brokenOffsetRule(policy) ??
    brokenWeekRule(policy) ??
    brokenCaptureRule(policy) ??
    brokenExtraRule(policy) ??
    brokenRecipientRule(policy) ??
    brokenSosRule(policy)
  );
}

function brokenTimeRule(policy: CompiledPolicy): string | undefined {
  const { validFromS, validUntilS, reviewS } = policy;
  if (!isName(policy.timeZone)) return 'a time zone with a name';
  if (validUntilS <= validFromS) return 'a validity that ends after it begins';
  if (validUntilS - validFromS > limits.validityDaysMax * dayS) {
    return `a validity of at most ${limits.validityDaysMax} days`;
  }
  if (reviewS <= validFromS || reviewS > validUntilS) return 'a review date inside the validity';
  return undefined;
}

function brokenOffsetRule({
  offsets,
  validFromS,
  validUntilS,
}: CompiledPolicy): string | undefined {
  const [first] = offsets;
  if (first === undefined || first.fromS > validFromS || first.fromS < 0) {
    return 'an offset from UTC in force at the first second of the validity';
  }
  for (const [index, { fromS, offsetMin }] of offsets.entries()) {
    if (Math.abs(offsetMin) > limits.offsetMinMax) {
      return `offsets of at most ${limits.offsetMinMax} minutes`;
    }
    const before = offsets[index - 1];
    if (before === undefined) continue;
    if (fromS <= before.fromS || fromS <= validFromS || fromS >= validUntilS) {
      return 'offset changes in ascending order, inside the validity';
    }
    if (offsetMin === before.offsetMin) return 'offset changes that change the offset';
  }
  return undefined;
}

function brokenWeekRule({ week, exceptions }: CompiledPolicy): string | undefined {
  if (week.length !== 7) return 'seven days in the week';
  if (![...week, ...exceptions.map(({ windows }) => windows)].every(areWindows)) {
    return 'windows of a day in ascending order, with a gap between them, inside 0 to 1440 minutes';
  }
  let before = -1;
  for (const { dayNumber } of exceptions) {
    if (dayNumber <= before || dayNumber > 0xffff) return 'exceptions in ascending order of date';
    before = dayNumber;
  }
  return undefined;
}

function areWindows(windows: readonly PolicyWindow[]): boolean {
  let endBefore = -1;
  for (const { startMin, endMin } of windows) {
    if (startMin <= endBefore || endMin <= startMin || endMin > 1440) return false;
    endBefore = endMin;
  }
  return true;
}

function brokenCaptureRule(policy: CompiledPolicy): string | undefined {
  const { movingS, parkedS, floorS } = policy.intervals;
  if (floorS < 1) return 'an interval floor of at least one second';
  if (movingS < floorS || parkedS < floorS) return 'intervals that are not below their floor';
  if (policy.precisionM < 1) return 'a precision of at least one metre';
  if (policy.retentionS < limits.retentionSMin) {
    return `a retention of at least ${limits.retentionSMin} seconds`;
  }
  if (policy.outside === 'off') {
    return policy.heartbeatS === 0 ? undefined : 'no heartbeat interval where nothing is sent';
  }
  return policy.heartbeatS >= limits.heartbeatSMin
    ? undefined
    : `a heartbeat of at least ${limits.heartbeatSMin} seconds`;
}

function brokenExtraRule(policy: CompiledPolicy): string | undefined {
  const { theftRecovery, zoneData } = policy;
  // The type allows nothing else, but policies also come from code without types.
  if (![undefined, true].includes(policy.privateSwitch)) return 'a private switch, or none';
  if (zoneData !== undefined && !/^[\w.:-]+$/u.test(zoneData)) {
    return 'a version of time zone data in letters, digits, dots, colons and dashes';
  }
  if (theftRecovery === undefined) return undefined;
  const { intervalS, durationS } = theftRecovery;
  if (intervalS < limits.theftIntervalSMin || intervalS > limits.intervalSMax) {
    return `an interval of ${limits.theftIntervalSMin} s to 1 d after a declared theft`;
  }
  return durationS >= limits.theftDurationSMin && durationS <= limits.theftDurationSMax
    ? undefined
    : 'an hour to 30 days of reports after a declared theft';
}

function brokenRecipientRule({ recipients }: CompiledPolicy): string | undefined {
  if (recipients.length === 0) return 'at least one recipient';
  if (!recipients.every(({ name }) => isName(name))) return 'recipients with names';
  if (!recipients.every(({ publicKey }) => isP256Point(publicKey))) {
    return 'recipient keys that are uncompressed points of P-256';
  }
  const names = new Set(recipients.map(({ name }) => name));
  const keys = new Set(recipients.map(({ publicKey }) => toHex(publicKey)));
  return names.size === recipients.length && keys.size === recipients.length
    ? undefined
    : 'every recipient once';
}

function brokenSosRule({ sos, recipients }: CompiledPolicy): string | undefined {
  if (sos === undefined) return undefined;
  const { intervalS, durationS, recipients: called } = sos;
  if (intervalS < limits.sosIntervalSMin || intervalS > limits.sosIntervalSMax) {
    return `an interval of ${limits.sosIntervalSMin} s to 1 h after a call for help`;
  }
  if (durationS < limits.sosDurationSMin || durationS > limits.sosDurationSMax) {
    return '5 minutes to a day of positions after a call for help';
  }
  if (called.length === 0) return 'somebody who may open a call for help';
  return called.every((index, i) => index < recipients.length && index > (called[i - 1] ?? -1))
    ? undefined
    : 'calls for help to recipients of the policy, in ascending order';
}

/**
 * Whether a text can name a zone or a recipient: 1 to 64 bytes, no control characters, no blanks
 * around it.
 */
export function isName(text: string): boolean {
  const bytes = utf8.encode(text).length;
  return (
    bytes >= 1 && bytes <= limits.nameBytesMax && text.trim() === text && !/\p{Cc}/u.test(text)
  );
}

/**
 * Whether bytes are an uncompressed point on P-256 (SEC 1 section 2.3.4), so that sealing to it
 * cannot fail later.
 */
export function isP256Point(bytes: Uint8Array): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  try {
    p256.Point.fromBytes(bytes).assertValidity();
    return true;
  } catch {
    return false;
  }
}
