import { evaluatePolicy, type PolicyClosedReason } from '../evaluate.ts';
import type { CompiledPolicy } from '../policy.ts';
import { offsetMinAt } from '../local-day.ts';
import { formatOffset } from '../source/describe-policy.ts';
import { localMinuteOf, secondsOf, type Phrases } from './local-time.ts';

/** What leaves the device at a second, why, and when that changes. */
export function explainInstant(
  policy: CompiledPolicy,
  timeS: number,
  phrases: Phrases,
): readonly string[] {
  const { words } = phrases;
  const moment = momentOf(policy, timeS, phrases);
  const verdict = evaluatePolicy(policy, timeS);
  if (verdict.open) {
    return [
      words.fixLeaves(moment),
      ...explainCapture(policy, phrases),
      words.openUntil(phrases.moment(localMinuteOf(policy, verdict.windowEndS))),
    ];
  }
  const opensS = nextOpening(policy, timeS);
  return [
    words.noPlaceLeaves(moment),
    words.reasons[verdict.reason],
    signOf(policy, verdict.reason, phrases),
    opensS === undefined
      ? words.neverOpens
      : words.opensAt(phrases.moment(localMinuteOf(policy, opensS))),
  ];
}

/** With the offset from UTC where the clock alone does not tell which of two hours is meant. */
function momentOf(policy: CompiledPolicy, timeS: number, phrases: Phrases): string {
  const local = localMinuteOf(policy, timeS);
  const text = phrases.moment(local);
  return secondsOf(policy, local).length < 2
    ? text
    : `${text} (${formatOffset(offsetMinAt(policy, timeS))})`;
}

export function explainCapture(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  const { intervals, precisionM, fields } = policy;
  const named = (['altitude', 'speed', 'course'] as const).filter((name) => fields[name]);
  const metres = precisionM % 1000 === 0 ? `${precisionM / 1000} km` : `${precisionM} m`;
  return [
    words.interval(phrases.every(intervals.movingS), phrases.every(intervals.parkedS)),
    words.precision(metres),
    named.length === 0
      ? words.onlyPlace
      : words.alsoFields(words.list(named.map((name) => words.fields[name]))),
  ];
}

/** A policy that does not hold sends no sign of life either. */
function signOf(policy: CompiledPolicy, reason: PolicyClosedReason, phrases: Phrases): string {
  const { signs } = phrases.words;
  return reason === 'break' || reason === 'outside-hours'
    ? signs[policy.outside](phrases.every(policy.heartbeatS))
    : signs.off('');
}

function nextOpening(policy: CompiledPolicy, timeS: number): number | undefined {
  let atS = timeS;
  for (;;) {
    const verdict = evaluatePolicy(policy, atS);
    if (verdict.open) return atS;
    if (verdict.nextChangeS === null) return undefined;
    atS = verdict.nextChangeS;
  }
}
