import { weekdayOf } from './day-number.ts';
import type { CompiledPolicy, PolicyWindow } from './policy.ts';
import { PreparedPolicy } from './prepared-policy.ts';

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

/**
 * Whether a policy allows capture at a UTC second, why not, and until when the answer holds. Whole
 * numbers only: no time zone database, no floating point. Windows are local wall time under the
 * offset in force at that second, so a window inside the hour that a clock change repeats is open
 * twice, and one inside the hour it skips never opens.
 *
 * The verdict is the same for every second up to `windowEndS` or `nextChangeS`, so callers may keep
 * it until then. The first question about a policy lays it out once; the layout lives as long as the
 * policy object does, which is read-only like all of them.
 */
export function evaluatePolicy(policy: CompiledPolicy, timeS: number): PolicyVerdict {
  if (timeS >= policy.validUntilS) {
    return { open: false, reason: 'policy-expired', nextChangeS: null };
  }
  // Put this way round, because a time that is no number must not open anything.
  if (!(timeS >= policy.validFromS)) {
    return { open: false, reason: 'not-yet-valid', nextChangeS: policy.validFromS };
  }
  const prepared = preparedOf(policy);
  const { last } = prepared;
  if (last !== undefined && timeS >= last.askedS && timeS < last.untilS) return last.verdict;
  const { state, untilS } = prepared.policy.lookUp(timeS);
  const verdict: PolicyVerdict =
    state === 'open'
      ? { open: true, windowEndS: untilS }
      : { open: false, reason: state, nextChangeS: untilS };
  prepared.last = { askedS: timeS, untilS, verdict };
  return verdict;
}

interface Prepared {
  readonly policy: PreparedPolicy;
  /** The last answer and the seconds it is known to hold for: a device asks about now, again and again. */
  last?: { readonly askedS: number; readonly untilS: number; readonly verdict: PolicyVerdict };
}

const known = new WeakMap<CompiledPolicy, Prepared>();

function preparedOf(policy: CompiledPolicy): Prepared {
  let prepared = known.get(policy);
  if (prepared === undefined) {
    prepared = { policy: new PreparedPolicy(policy) };
    known.set(policy, prepared);
  }
  return prepared;
}

/** The windows of a local date: its exception, or those of its weekday. */
export function windowsOfDay(
  policy: Pick<CompiledPolicy, 'week' | 'exceptions'>,
  dayNumber: number,
): readonly PolicyWindow[] {
  const exception = policy.exceptions.find((candidate) => candidate.dayNumber === dayNumber);
  return exception?.windows ?? policy.week[weekdayOf(dayNumber)] ?? [];
}
