import {
  evaluatePolicy,
  type CompiledPolicy,
  type PolicyRecipient,
  type PolicyVerdict,
  type WithheldReason,
} from '@feierabend/protocol';

import { breakGlassLimitOf } from './break-glass-limit.ts';
import type { CaptureGrant, ClosedMode, Mode, ModeFacts, OpenMode, StandingActs } from './mode.ts';

/** What there is where there is a policy and a time, with what the policy says of it. */
interface KnownFacts {
  readonly acts: StandingActs;
  readonly policy: CompiledPolicy;
  readonly timeS: number;
  readonly verdict: PolicyVerdict;
}

/** One step of the decision: the first whose condition holds gives the mode. */
interface ModeRule {
  /** The row of docs/firmware/modes.md. */
  readonly when: string;
  readonly gives: string;
  readonly why: string;
  /** `known` is absent without a policy or a time. */
  decide(facts: ModeFacts, known: KnownFacts | undefined): Mode | undefined;
}

const noFields = { altitude: false, speed: false, course: false } as const;
/** A call for help is exact: who asks to be found does not want to be found within 200 m. */
const sosPrecisionM = 1;

/**
 * The precedence of the modes, highest first. Total: the last rule always holds.
 *
 * **Invariant:** a mode is open only with a policy in force and a trusted clock, and only by a window of that policy, by a
 * call for help of the person beside the device, or by an announced break-glass within its span and its limits.
 */
export const modeRules: readonly ModeRule[] = [
  {
    when: 'no policy is in force, or storage is in doubt, or the device is not provisioned',
    gives: '`closed`, `no-policy`',
    why: 'without a policy there is nobody to capture for',
    decide: ({ policy }) => (policy === undefined ? closed('closed', 'no-policy') : undefined),
  },
  {
    when: 'the clock is not trusted',
    gives: '`closed`, `clock-untrusted`',
    why: 'no window, limit or span can be told; a call for help goes out without a place',
    decide: ({ timeS }) => (timeS === undefined ? closed('closed', 'clock-untrusted') : undefined),
  },
  {
    when: 'the policy does not hold yet',
    gives: '`closed`, `no-policy`',
    why: 'what it names, it names from its first second on',
    decide: known(({ verdict }) =>
      isClosedBy(verdict, 'not-yet-valid') ? closed('closed', 'no-policy') : undefined,
    ),
  },
  {
    when: 'the policy has ended',
    gives: '`closed`, `policy-expired`',
    why: 'an ended policy never opens again, for nobody',
    decide: known(({ verdict }) =>
      isClosedBy(verdict, 'policy-expired') ? closed('closed', 'policy-expired') : undefined,
    ),
  },
  {
    when: 'the person beside the device called for help less than `sos.for` ago, and the policy has `sos`',
    gives: '`sos`',
    why: "the person's own act, stronger than any rule made to protect that person",
    decide: known(sosMode),
  },
  {
    when: 'a signed instruction restricts processing',
    gives: '`restricted`',
    why: 'GDPR article 18: nothing but storage, until another instruction lifts it',
    decide: ({ restricted }) => (restricted ? closed('restricted', 'restricted') : undefined),
  },
  {
    when: 'a signed break-glass is announced and within its span and limits, and no instruction reduces to mileage',
    gives: '`break-glass`',
    why: 'two people signed it, and a thief would use the switch; `reduce` says no place at any time',
    decide: known(breakGlassMode),
  },
  {
    when: 'the private switch is on, and the policy has `privateSwitch`',
    gives: '`private`, `private-switch`',
    why: 'the person beside the device has the last word within the windows',
    decide: ({ switchedPrivate, policy }) =>
      switchedPrivate && policy?.privateSwitch === true
        ? closed('private', 'private-switch')
        : undefined,
  },
  {
    when: 'a signed instruction reduces to mileage',
    gives: '`reduced`',
    why: 'distance, and no place at any time',
    decide: ({ reduced }) => (reduced ? closed('reduced', 'reduced', true) : undefined),
  },
  {
    when: 'no window of the policy is open',
    gives: '`off-duty`, `outside-hours` or `break`',
    why: 'the end of the working day',
    decide: known(({ verdict, policy }) =>
      verdict.open
        ? undefined
        : closed(
            'off-duty',
            verdict.reason === 'break' ? 'break' : 'outside-hours',
            policy.outside === 'mileage',
          ),
    ),
  },
  {
    when: 'otherwise',
    gives: '`on-duty`',
    why: 'a window of the policy is open',
    decide: known(({ policy }) => ({
      open: true,
      name: 'on-duty',
      grant: {
        cause: 'policy',
        intervals: policy.intervals,
        precisionM: policy.precisionM,
        fields: policy.fields,
        recipients: policy.recipients,
      },
    })),
  },
];

/** What the device does at a second. Pure: the same facts always give the same mode. */
export function decideMode(facts: ModeFacts): Mode {
  const { policy, timeS } = facts;
  const all =
    policy === undefined || timeS === undefined
      ? undefined
      : { acts: facts, policy, timeS, verdict: evaluatePolicy(policy, timeS) };
  for (const rule of modeRules) {
    const mode = rule.decide(facts, all);
    if (mode !== undefined) return mode;
  }
  return closed('closed', 'no-policy');
}

/** Who may open the positions of a call for help; nobody without a rule for it. */
export function sosRecipientsOf({ sos, recipients }: CompiledPolicy): readonly PolicyRecipient[] {
  return sos?.recipients.flatMap((index) => recipients[index] ?? []) ?? [];
}

/** A rule that cannot hold without a policy and a time. */
function known(decide: (facts: KnownFacts) => Mode | undefined): ModeRule['decide'] {
  return (_facts, all) => (all === undefined ? undefined : decide(all));
}

function isClosedBy(verdict: PolicyVerdict, reason: 'not-yet-valid' | 'policy-expired'): boolean {
  return !verdict.open && verdict.reason === reason;
}

function sosMode({ policy, timeS, acts }: KnownFacts): OpenMode | undefined {
  const { sos } = policy;
  const { sosSinceS } = acts;
  if (sos === undefined || sosSinceS === undefined) return undefined;
  if (timeS < sosSinceS || timeS >= sosSinceS + sos.durationS) return undefined;
  const called = sosRecipientsOf(policy);
  if (called.length === 0) return undefined;
  return opened('sos', everyS(sos.intervalS), { precisionM: sosPrecisionM, recipients: called });
}

function breakGlassMode({ policy, timeS, acts }: KnownFacts): OpenMode | undefined {
  const { breakGlass, reduced } = acts;
  if (breakGlass === undefined || reduced) return undefined;
  const limit = breakGlassLimitOf(breakGlass, policy);
  if (limit === undefined || timeS < limit.fromS || timeS >= limit.untilS) return undefined;
  const { precisionM, recipients } = policy;
  return opened('break-glass', everyS(limit.intervalS), { precisionM, recipients });
}

function opened(
  name: 'sos' | 'break-glass',
  intervals: CaptureGrant['intervals'],
  { precisionM, recipients }: Pick<CaptureGrant, 'precisionM' | 'recipients'>,
): OpenMode {
  const grant = { cause: name, intervals, precisionM, fields: noFields, recipients };
  return { open: true, name, grant };
}

function everyS(intervalS: number): CaptureGrant['intervals'] {
  return { movingS: intervalS, parkedS: intervalS, floorS: intervalS };
}

function closed(name: ClosedMode['name'], reason: WithheldReason, counts = false): ClosedMode {
  return { open: false, name, reason, counts };
}
