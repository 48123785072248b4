import type { CompiledPolicy, PolicyFields, PolicyPurpose, PolicyWindow } from '../policy.ts';
import { dayS } from '../day-number.ts';
import { isInside } from './compile-policy.ts';
import type { PolicySource } from './policy-source.ts';

/** What the lint rules look at; both forms of a policy give it. */
export interface PolicyFacts {
  readonly purpose: PolicyPurpose;
  readonly validityDays: number;
  readonly hasReview: boolean;
  readonly week: readonly (readonly PolicyWindow[])[];
  /** Dates without any window. */
  readonly holidayCount: number;
  /** Dates that the validity does not contain; a compiled policy has none. */
  readonly datesOutside: number;
  readonly floorS: number;
  readonly movingS: number;
  readonly precisionM: number;
  readonly fields: PolicyFields;
  readonly retentionS: number;
}

export function policyFacts(policy: PolicySource | CompiledPolicy): PolicyFacts {
  const { purpose, week, precisionM, fields, retentionS } = policy;
  const { floorS, movingS } = policy.intervals;
  const holidayCount = policy.exceptions.filter(({ windows }) => windows.length === 0).length;
  const same = { purpose, week, precisionM, fields, retentionS, floorS, movingS, holidayCount };
  if ('version' in policy) {
    return {
      ...same,
      validityDays: Math.round((policy.validUntilS - policy.validFromS) / dayS),
      hasReview: policy.reviewS < policy.validUntilS,
      datesOutside: 0,
    };
  }
  const { valid, exceptions } = policy;
  return {
    ...same,
    validityDays: valid.untilDay - valid.fromDay + 1,
    hasReview: valid.reviewDay !== undefined,
    datesOutside: exceptions.filter(({ dayNumber }) => !isInside(dayNumber, valid)).length,
  };
}

/** Minutes of capture in a week without holidays. */
export function weekMinutes(week: PolicyFacts['week']): number {
  return week.flat().reduce((sum, { startMin, endMin }) => sum + endMin - startMin, 0);
}

/** The longest capture without a break, over midnight too. */
export function longestWindowMin(week: PolicyFacts['week']): number {
  let longest = 0;
  let running = 0;
  // Twice around, because Sunday night runs into Monday morning.
  for (const windows of [...week, ...week]) {
    if (windows.length === 0 || windows[0]?.startMin !== 0) running = 0;
    for (const { startMin, endMin } of windows) {
      running = endMin - startMin + (startMin === 0 ? running : 0);
      longest = Math.max(longest, running);
    }
    if (windows.at(-1)?.endMin !== 1440) running = 0;
  }
  return Math.min(longest, 7 * 1440);
}
