import { dayS, weekdayOf } from '../day-number.ts';
import { localDayOf } from '../local-day.ts';
import type {
  CompiledPolicy,
  OutsideBehaviour,
  PolicyCarrier,
  PolicyFields,
  PolicyPurpose,
  PolicyWindow,
  SosRule,
  TheftRecovery,
} from '../policy.ts';
import { isInside } from '../source/compile-policy.ts';
import type { PolicySource } from '../source/policy-source.ts';
import { startOfDayS, zoneOffsets } from '../source/zone.ts';

/** What the caller knows and a policy cannot: the time, and the time zone data of this machine. */
export interface LintContext {
  readonly nowS?: number | undefined;
  /** Such as Node's `process.versions.tz`, or `zoneDataFingerprint()`. */
  readonly zoneData?: string | undefined;
}

/** What the lint rules look at; both forms of a policy give it. */
export interface PolicyFacts extends LintContext {
  readonly purpose: PolicyPurpose;
  /** Undefined when the policy does not say; rules then think of people. */
  readonly carriedBy: PolicyCarrier | undefined;
  readonly validFromS: number;
  readonly validUntilS: number;
  readonly reviewS: number | undefined;
  readonly validityDays: number;
  readonly week: readonly (readonly PolicyWindow[])[];
  /** The windows of every date of the validity, in order. */
  readonly days: readonly (readonly PolicyWindow[])[];
  readonly hasWindows: boolean;
  /** Dates without any window. */
  readonly holidayCount: number;
  /** Public holidays of the region that the file names, on which it captures all the same. */
  readonly workedHolidayCount: number;
  /** Dates that the validity does not contain; a compiled policy has none. */
  readonly datesOutside: number;
  readonly movingS: number;
  readonly parkedS: number;
  readonly floorS: number;
  readonly precisionM: number;
  readonly fields: PolicyFields;
  readonly outside: OutsideBehaviour;
  readonly heartbeatS: number;
  readonly privateSwitch: boolean;
  readonly theftRecovery: TheftRecovery | undefined;
  readonly sos: SosRule | undefined;
  readonly retentionS: number;
  readonly recipientCount: number;
  readonly policyZoneData: string | undefined;
  /** Whether this machine's rules for the zone give other offsets than the policy has. */
  readonly isClockStale: boolean;
}

export function policyFacts(
  policy: PolicySource | CompiledPolicy,
  context: LintContext = {},
): PolicyFacts {
  const { purpose, carriedBy, week, precisionM, fields, outside, theftRecovery, retentionS } =
    policy;
  const free = policy.exceptions.filter(({ windows }) => windows.length === 0).length;
  const same = {
    ...context,
    ...policy.intervals,
    purpose,
    carriedBy,
    week,
    hasWindows: [...week, ...policy.exceptions.map(({ windows }) => windows)].some(
      ({ length }) => length > 0,
    ),
    holidayCount: free,
    precisionM,
    fields,
    outside,
    heartbeatS: policy.heartbeatS,
    privateSwitch: policy.privateSwitch === true,
    theftRecovery,
    sos: policy.sos,
    retentionS,
    recipientCount: policy.recipients.length,
  };
  if ('version' in policy) {
    const { validFromS, validUntilS, reviewS, zoneData } = policy;
    const [firstDay, lastDay] = [
      localDayOf(policy, validFromS),
      localDayOf(policy, validUntilS - 1),
    ];
    return {
      ...same,
      days: daysOf(policy, firstDay, lastDay),
      validFromS,
      validUntilS,
      reviewS: reviewS < validUntilS ? reviewS : undefined,
      validityDays: Math.round((validUntilS - validFromS) / dayS),
      workedHolidayCount: 0,
      datesOutside: 0,
      policyZoneData: zoneData,
      isClockStale: isClockStale(policy, context),
    };
  }
  const { valid, timeZone, exceptions } = policy;
  return {
    ...same,
    days: daysOf(policy, valid.fromDay, valid.untilDay),
    validFromS: startOfDayS(valid.fromDay, timeZone),
    validUntilS: startOfDayS(valid.untilDay + 1, timeZone),
    reviewS: valid.reviewDay === undefined ? undefined : startOfDayS(valid.reviewDay, timeZone),
    validityDays: valid.untilDay - valid.fromDay + 1,
    workedHolidayCount: policy.workedHolidays?.length ?? 0,
    datesOutside: exceptions.filter(({ dayNumber }) => !isInside(dayNumber, valid)).length,
    policyZoneData: undefined,
    isClockStale: false,
  };
}

/** The rules of the past do not matter any more; those from now on do. */
function isClockStale(policy: CompiledPolicy, { nowS, zoneData }: LintContext): boolean {
  const fromS = Math.max(policy.validFromS, nowS ?? policy.validFromS);
  if (zoneData === undefined || fromS >= policy.validUntilS) return false;
  try {
    const here = zoneOffsets(policy.timeZone, fromS, policy.validUntilS);
    const there = policy.offsets.filter((offset) => offset.fromS > fromS);
    const atFirst = policy.offsets.findLast((offset) => offset.fromS <= fromS)?.offsetMin;
    return (
      atFirst !== here[0]?.offsetMin ||
      there.length !== here.length - 1 ||
      there.some(
        ({ fromS: changeS, offsetMin }, i) =>
          here[i + 1]?.fromS !== changeS || here[i + 1]?.offsetMin !== offsetMin,
      )
    );
  } catch {
    // The name of the zone is for people, and this machine may not know it.
    return false;
  }
}

function daysOf(
  { week, exceptions }: Pick<CompiledPolicy, 'week' | 'exceptions'>,
  firstDay: number,
  lastDay: number,
): readonly (readonly PolicyWindow[])[] {
  const own = new Map(exceptions.map(({ dayNumber, windows }) => [dayNumber, windows]));
  return Array.from({ length: lastDay - firstDay + 1 }, (_, i) => {
    const dayNumber = firstDay + i;
    return own.get(dayNumber) ?? week[weekdayOf(dayNumber)] ?? [];
  });
}

/** Minutes of capture in a week without holidays, or in seven dates in a row that have more. */
export function weekMinutes({ week, days }: Pick<PolicyFacts, 'week' | 'days'>): number {
  let busiest = week.reduce((sum, windows) => sum + minutesIn(windows), 0);
  let running = 0;
  for (const [i, windows] of days.entries()) {
    running += minutesIn(windows) - minutesIn(days[i - 7] ?? []);
    busiest = Math.max(busiest, running);
  }
  return busiest;
}

function minutesIn(windows: readonly PolicyWindow[]): number {
  return windows.reduce((sum, { startMin, endMin }) => sum + endMin - startMin, 0);
}

/** The longest capture without a break, over midnight too, in a week or on dates of their own. */
export function longestWindowMin({ week, days }: Pick<PolicyFacts, 'week' | 'days'>): number {
  // Twice around, because Sunday night runs into Monday morning.
  const longest = Math.max(longestRunMin([...week, ...week]), longestRunMin(days));
  return Math.min(longest, 7 * 1440);
}

function longestRunMin(days: readonly (readonly PolicyWindow[])[]): number {
  let longest = 0;
  let running = 0;
  for (const windows of days) {
    if (windows[0]?.startMin !== 0) running = 0;
    for (const { startMin, endMin } of windows) {
      running = endMin - startMin + (startMin === 0 ? running : 0);
      longest = Math.max(longest, running);
    }
    if (windows.at(-1)?.endMin !== 1440) running = 0;
  }
  return longest;
}

/** Whether people may be with the device: certain only of an asset that they are not. */
export function hasPeople({ carriedBy }: PolicyFacts): boolean {
  return carriedBy !== 'asset';
}
