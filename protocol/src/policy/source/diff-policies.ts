import { toHex } from '../../bytes.ts';
import { keyIdOf } from '../../crypto/key-id.ts';
import { dayS, formatDayNumber, weekdayOf } from '../day-number.ts';
import { windowsOfDay } from '../evaluate.ts';
import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import {
  formatClock,
  formatFields,
  formatLocalDay,
  formatOutside,
  formatReview,
  formatSos,
  formatTheft,
  localDayOf,
  offsetMinAt,
} from './describe-policy.ts';
import { openedBySos, sosEffect } from '../ratchet/sos-rule.ts';
import { formatDuration, formatLength } from './quantity.ts';
import { dayNames } from './week.ts';
import { formatWindows } from './windows.ts';

/** Whether less or more can be captured, kept or read than before. What cannot be told loosens. */
export type PolicyEffect = 'tightens' | 'loosens' | 'neutral';

export interface PolicyDifference {
  readonly field: string;
  /** `-` where there was nothing. */
  readonly from: string;
  readonly to: string;
  readonly effect: PolicyEffect;
}

/**
 * What changes between the policy on a device and a new one; nothing when they are equal. Without a
 * policy a device captures nothing, so everything in a first policy that lets data come into being
 * loosens.
 */
export function diffPolicies(
  old: CompiledPolicy | undefined,
  next: CompiledPolicy,
): readonly PolicyDifference[] {
  const differences = [
    ...statementsOf(next).map((statement) => compareStatement(statement, old)),
    ...weekDifferences(old, next),
    ...dateDifferences(old, next),
    ...recipientDifferences(old, next),
  ];
  return differences.filter(({ from, to }) => from !== to);
}

/** A field that one policy shows as one text, and the rule that compares two. */
interface Statement {
  readonly field: string;
  readonly show: (policy: CompiledPolicy) => string;
  readonly effect: (old: CompiledPolicy, next: CompiledPolicy) => PolicyEffect;
  /** The effect when there was no policy before. */
  readonly first: PolicyEffect;
  readonly to: CompiledPolicy;
}

type Measure = (policy: CompiledPolicy) => number;
const lessLoosens = (measure: Measure) => (old: CompiledPolicy, next: CompiledPolicy) =>
  effectOf(measure(old) - measure(next));
const moreLoosens = (measure: Measure) => (old: CompiledPolicy, next: CompiledPolicy) =>
  effectOf(measure(next) - measure(old));
const alwaysLoosens = (): PolicyEffect => 'loosens';

function effectOf(looser: number): PolicyEffect {
  if (looser === 0) return 'neutral';
  return looser > 0 ? 'loosens' : 'tightens';
}

function statementsOf(to: CompiledPolicy): readonly Statement[] {
  return [...captureStatements, ...conductStatements].map((statement) => ({ ...statement, to }));
}

function state(
  field: string,
  show: Statement['show'],
  effect: Statement['effect'],
  first: PolicyEffect = 'loosens',
): Omit<Statement, 'to'> {
  return { field, show, effect, first };
}

const captureStatements = [
  state('purpose', ({ purpose }) => purpose, alwaysLoosens, 'neutral'),
  state('time zone', ({ timeZone }) => timeZone, alwaysLoosens, 'neutral'),
  state(
    'valid from',
    (policy) => formatLocalDay(policy, policy.validFromS),
    lessLoosens((policy) => policy.validFromS),
  ),
  state(
    'valid until',
    (policy) => formatLocalDay(policy, policy.validUntilS - 1),
    moreLoosens((policy) => policy.validUntilS),
  ),
  state('clock', formatClock, clockEffect, 'neutral'),
  state(
    'review',
    formatReview,
    moreLoosens((policy) => policy.reviewS),
    'neutral',
  ),
  state(
    'moving',
    ({ intervals }) => formatDuration(intervals.movingS),
    lessLoosens(({ intervals }) => intervals.movingS),
  ),
  state(
    'parked',
    ({ intervals }) => formatDuration(intervals.parkedS),
    lessLoosens(({ intervals }) => intervals.parkedS),
  ),
  state(
    'floor',
    ({ intervals }) => formatDuration(intervals.floorS),
    lessLoosens(({ intervals }) => intervals.floorS),
    'neutral',
  ),
  state(
    'precision',
    ({ precisionM }) => formatLength(precisionM),
    lessLoosens(({ precisionM }) => precisionM),
  ),
];

/** What becomes of it, and what holds beside the windows. */
const conductStatements = [
  state('fields', ({ fields }) => `time, place${formatFields(fields)}`, fieldsEffect),
  state(
    'retention',
    ({ retentionS }) => formatDuration(retentionS),
    moreLoosens(({ retentionS }) => retentionS),
  ),
  state('outside', formatOutside, outsideEffect),
  state('carried by', ({ carriedBy }) => carriedBy ?? '-', alwaysLoosens, 'neutral'),
  state(
    'switch',
    ({ privateSwitch }) => (privateSwitch === true ? 'yes' : '-'),
    (_old, next) => (next.privateSwitch === true ? 'tightens' : 'loosens'),
    'neutral',
  ),
  state('theft', formatTheft, theftEffect),
  state('sos', formatSos, (old, next) => sosEffect(openedBySos(old), openedBySos(next))),
  // What the rules of the zone do to the windows is in the clock.
  state(
    'zone data',
    ({ zoneData }) => zoneData ?? '-',
    () => 'neutral',
    'neutral',
  ),
];

function compareStatement(statement: Statement, old: CompiledPolicy | undefined): PolicyDifference {
  const { field, show, to } = statement;
  if (old === undefined) return { field, from: '-', to: show(to), effect: statement.first };
  return { field, from: show(old), to: show(to), effect: statement.effect(old, to) };
}

function fieldsEffect(
  { fields: old }: CompiledPolicy,
  { fields: next }: CompiledPolicy,
): PolicyEffect {
  const names = ['altitude', 'speed', 'course'] as const;
  return names.some((name) => next[name] && !old[name]) ? 'loosens' : 'tightens';
}

/**
 * Other offsets for the same seconds move every window; offsets for seconds that are new move none.
 */
function clockEffect(old: CompiledPolicy, next: CompiledPolicy): PolicyEffect {
  const fromS = Math.max(old.validFromS, next.validFromS);
  const untilS = Math.min(old.validUntilS, next.validUntilS);
  const changes = [...old.offsets, ...next.offsets].map((offset) => Math.max(offset.fromS, fromS));
  const moved = changes.some(
    (timeS) => timeS < untilS && offsetMinAt(old, timeS) !== offsetMinAt(next, timeS),
  );
  return moved ? 'loosens' : 'neutral';
}

function outsideEffect(old: CompiledPolicy, next: CompiledPolicy): PolicyEffect {
  if (next.outside === 'mileage' && old.outside !== 'mileage') return 'loosens';
  return effectOf(heartbeatsADay(next.heartbeatS) - heartbeatsADay(old.heartbeatS)) === 'loosens'
    ? 'loosens'
    : 'tightens';
}

function theftEffect(
  { theftRecovery: old }: CompiledPolicy,
  { theftRecovery: next }: CompiledPolicy,
): PolicyEffect {
  if (next === undefined) return 'tightens';
  if (old === undefined) return 'loosens';
  const more = next.intervalS < old.intervalS || next.durationS > old.durationS;
  return more ? 'loosens' : 'tightens';
}

function heartbeatsADay(heartbeatS: number): number {
  return heartbeatS === 0 ? 0 : dayS / heartbeatS;
}

function weekDifferences(old: CompiledPolicy | undefined, next: CompiledPolicy) {
  return dayNames.map((field, day): PolicyDifference => {
    const windows = next.week[day] ?? [];
    return windowsDifference(field, old === undefined ? undefined : (old.week[day] ?? []), windows);
  });
}

/**
 * Dates are compared by what holds on them, so that a new holiday tightens and a lost one loosens.
 */
function dateDifferences(old: CompiledPolicy | undefined, next: CompiledPolicy) {
  const dates = new Set(
    [...(old?.exceptions ?? []), ...next.exceptions].map((date) => date.dayNumber),
  );
  return [...dates]
    .toSorted((a, b) => a - b)
    .map((dayNumber): PolicyDifference => {
      const field = `${formatDayNumber(dayNumber)} (${dayNames[weekdayOf(dayNumber)] ?? ''})`;
      const before = old === undefined ? undefined : windowsInForce(old, dayNumber);
      return windowsDifference(field, before, windowsInForce(next, dayNumber));
    });
}

/** Outside its validity a policy has no windows, whatever its week says. */
function windowsInForce(policy: CompiledPolicy, dayNumber: number): readonly PolicyWindow[] {
  const isValid =
    dayNumber >= localDayOf(policy, policy.validFromS) &&
    dayNumber <= localDayOf(policy, policy.validUntilS - 1);
  return isValid ? windowsOfDay(policy, dayNumber) : [];
}

function windowsDifference(
  field: string,
  old: readonly PolicyWindow[] | undefined,
  next: readonly PolicyWindow[],
): PolicyDifference {
  const effect = isWithin(next, old ?? [])
    ? old === undefined
      ? 'neutral'
      : 'tightens'
    : 'loosens';
  return {
    field,
    from: old === undefined ? '-' : formatWindows(old),
    to: formatWindows(next),
    effect,
  };
}

/** Whether every minute of the inner windows lies in one of the outer ones. */
function isWithin(inner: readonly PolicyWindow[], outer: readonly PolicyWindow[]): boolean {
  return inner.every(({ startMin, endMin }) =>
    outer.some((window) => window.startMin <= startMin && endMin <= window.endMin),
  );
}

function recipientDifferences(old: CompiledPolicy | undefined, next: CompiledPolicy) {
  const show = (policy: CompiledPolicy | undefined, name: string) => {
    const recipient = policy?.recipients.find((candidate) => candidate.name === name);
    return recipient === undefined ? '-' : `key ${toHex(keyIdOf(recipient.publicKey))}`;
  };
  const all = [...(old?.recipients ?? []), ...next.recipients].map(({ name }) => name);
  return [...new Set(all)].map((name): PolicyDifference => {
    const [from, to] = [show(old, name), show(next, name)];
    return { field: `recipient ${name}`, from, to, effect: to === '-' ? 'tightens' : 'loosens' };
  });
}
