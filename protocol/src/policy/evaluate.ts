import { dayS, weekdayOf } from './day-number.ts';
import type { CompiledPolicy, PolicyWindow } from './policy.ts';

export type PolicyClosedReason = 'outside-hours' | 'break' | 'not-yet-valid' | 'policy-expired';

export type PolicyVerdict =
  | {
      readonly open: true;
      /** The UTC second at which the policy closes. */
      readonly windowEndS: number;
    }
  | {
      readonly open: false;
      readonly reason: Exclude<PolicyClosedReason, 'policy-expired'>;
      /** The UTC second at which the verdict changes: it opens, or the reason becomes another. */
      readonly nextChangeS: number;
    }
  | {
      readonly open: false;
      readonly reason: 'policy-expired';
      /** An expired policy never opens again. */
      readonly nextChangeS: null;
    };

/** What holds at one second, and the first later second at which it might no longer hold. */
interface Moment {
  readonly state: 'open' | Exclude<PolicyClosedReason, 'not-yet-valid' | 'policy-expired'>;
  readonly untilS: number;
}

/**
 * Whether a policy allows capture at a UTC second, why not, and until when the answer holds. Whole
 * numbers only: no time zone database, no floating point. Windows are local wall time under the
 * offset in force at that second, so a window inside the hour that a clock change repeats is open
 * twice, and one inside the hour it skips never opens.
 *
 * The verdict is the same for every second up to `windowEndS` or `nextChangeS`, so callers keep it
 * until then. The search for that second takes one step per local day without a change, at most
 * {@link policyLimits.validityDaysMax} of them.
 */
export function evaluatePolicy(policy: CompiledPolicy, timeS: number): PolicyVerdict {
  if (timeS < policy.validFromS) {
    return { open: false, reason: 'not-yet-valid', nextChangeS: policy.validFromS };
  }
  if (timeS >= policy.validUntilS) {
    return { open: false, reason: 'policy-expired', nextChangeS: null };
  }
  const now = momentAt(policy, timeS);
  let changeS = now.untilS;
  while (changeS < policy.validUntilS) {
    const then = momentAt(policy, changeS);
    if (then.state !== now.state) break;
    changeS = then.untilS;
  }
  changeS = Math.min(changeS, policy.validUntilS);
  return now.state === 'open'
    ? { open: true, windowEndS: changeS }
    : { open: false, reason: now.state, nextChangeS: changeS };
}

function momentAt(policy: CompiledPolicy, timeS: number): Moment {
  const { offsetMin, untilS: offsetUntilS } = offsetAt(policy, timeS);
  const localS = timeS + offsetMin * 60;
  const dayNumber = Math.floor(localS / dayS);
  const secondOfDay = localS - dayNumber * dayS;
  const minute = Math.floor(secondOfDay / 60);
  const day = stateInDay(windowsOfDay(policy, dayNumber), minute);
  return {
    state: day.state,
    untilS: Math.min(timeS + day.untilMin * 60 - secondOfDay, offsetUntilS),
  };
}

/** The windows of a local date: its exception, or those of its weekday. */
export function windowsOfDay(
  policy: Pick<CompiledPolicy, 'week' | 'exceptions'>,
  dayNumber: number,
): readonly PolicyWindow[] {
  const exception = policy.exceptions.find((candidate) => candidate.dayNumber === dayNumber);
  return exception?.windows ?? policy.week[weekdayOf(dayNumber)] ?? [];
}

function stateInDay(windows: readonly PolicyWindow[], minute: number) {
  let worked = false;
  for (const { startMin, endMin } of windows) {
    if (minute < startMin) {
      return { state: worked ? 'break' : 'outside-hours', untilMin: startMin } as const;
    }
    if (minute < endMin) return { state: 'open', untilMin: endMin } as const;
    worked = true;
  }
  return { state: 'outside-hours', untilMin: 1440 } as const;
}

function offsetAt(policy: CompiledPolicy, timeS: number) {
  let offsetMin = 0;
  for (const offset of policy.offsets) {
    if (offset.fromS > timeS) return { offsetMin, untilS: offset.fromS };
    offsetMin = offset.offsetMin;
  }
  return { offsetMin, untilS: policy.validUntilS };
}
