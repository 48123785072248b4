import { toHex } from '../../bytes.ts';
import { keyIdOf } from '../../crypto/key-id.ts';
import { formatDayNumber, weekdayOf } from '../day-number.ts';
import { windowsInForce } from '../local-day.ts';
import type { CompiledPolicy } from '../policy.ts';
import { compareStrictness, effectOn } from '../ratchet/compare-strictness.ts';
import { worst, type StrictnessEffect } from '../ratchet/field-effect.ts';
import {
  formatClock,
  formatFields,
  formatLocalDay,
  formatOutside,
  formatReview,
  formatSos,
  formatTheft,
} from './describe-policy.ts';
import { formatDuration, formatLength } from './quantity.ts';
import { dayNames } from './week.ts';
import { formatWindows } from './windows.ts';

export interface PolicyDifference {
  /** In the words of the policy file. */
  readonly field: string;
  /** `-` where there was nothing. */
  readonly from: string;
  readonly to: string;
  /** What the ratchet says of it, which is what the device goes by. */
  readonly effect: StrictnessEffect;
}

/** One line of a policy as a person reads it, and the fields of the schema that it tells. */
interface Statement {
  readonly field: string;
  /** As `compareStrictness` names them. */
  readonly tells: readonly string[];
  readonly show: (policy: CompiledPolicy) => string;
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
  const comparison = compareStrictness(old, next);
  const statements = [
    ...fixedStatements,
    ...weekStatements,
    ...dateStatements(old, next),
    ...recipientStatements(old, next),
  ];
  return statements
    .map(({ field, tells, show }): PolicyDifference => {
      const from = old === undefined ? '-' : show(old);
      const effect = worst(tells.map((told) => effectOn(comparison, told)));
      return { field, from, to: show(next), effect };
    })
    .filter(({ from, to, effect }) => from !== to || effect !== 'neutral');
}

const fixedStatements: readonly Statement[] = [
  { field: 'purpose', tells: ['purpose'], show: ({ purpose }) => purpose },
  { field: 'time zone', tells: ['timeZone'], show: ({ timeZone }) => timeZone },
  {
    field: 'valid from',
    tells: ['validFromS'],
    show: (policy) => formatLocalDay(policy, policy.validFromS),
  },
  {
    field: 'valid until',
    tells: ['validUntilS'],
    show: (policy) => formatLocalDay(policy, policy.validUntilS - 1),
  },
  { field: 'clock', tells: ['offsets'], show: formatClock },
  { field: 'review', tells: ['reviewS'], show: formatReview },
  ...(['moving', 'parked', 'floor'] as const).map((field) => ({
    field,
    tells: [`intervals.${field}S`],
    show: ({ intervals }: CompiledPolicy) => formatDuration(intervals[`${field}S`]),
  })),
  {
    field: 'precision',
    tells: ['precisionM'],
    show: ({ precisionM }) => formatLength(precisionM),
  },
  {
    field: 'fields',
    tells: ['fields'],
    show: ({ fields }) => `time, place${formatFields(fields)}`,
  },
  {
    field: 'retention',
    tells: ['retentionS'],
    show: ({ retentionS }) => formatDuration(retentionS),
  },
  { field: 'outside', tells: ['outside', 'heartbeatS'], show: formatOutside },
  { field: 'carried by', tells: ['carriedBy'], show: ({ carriedBy }) => carriedBy ?? '-' },
  {
    field: 'switch',
    tells: ['privateSwitch'],
    show: ({ privateSwitch }) => (privateSwitch === true ? 'yes' : '-'),
  },
  { field: 'theft', tells: ['theftRecovery'], show: formatTheft },
  { field: 'sos', tells: ['sos'], show: formatSos },
  { field: 'zone data', tells: ['zoneData'], show: ({ zoneData }) => zoneData ?? '-' },
];

const weekStatements: readonly Statement[] = dayNames.map((field, day) => ({
  field,
  tells: [`week.${day}`],
  show: ({ week }) => formatWindows(week[day] ?? []),
}));

/** Dates are shown by what holds on them, so that a new holiday and a lost one are both seen. */
function dateStatements(
  old: CompiledPolicy | undefined,
  next: CompiledPolicy,
): readonly Statement[] {
  const dates = new Set(
    [...(old?.exceptions ?? []), ...next.exceptions].map(({ dayNumber }) => dayNumber),
  );
  return [...dates]
    .toSorted((a, b) => a - b)
    .map((dayNumber) => ({
      field: `${formatDayNumber(dayNumber)} (${dayNames[weekdayOf(dayNumber)] ?? ''})`,
      tells: [`exceptions.${dayNumber}`],
      show: (policy) => formatWindows(windowsInForce(policy, dayNumber)),
    }));
}

function recipientStatements(
  old: CompiledPolicy | undefined,
  next: CompiledPolicy,
): readonly Statement[] {
  const names = [...(old?.recipients ?? []), ...next.recipients].map(({ name }) => name);
  return [...new Set(names)].map((name) => ({
    field: `recipient ${name}`,
    tells: [`recipients.${name}`],
    show({ recipients }) {
      const recipient = recipients.find((candidate) => candidate.name === name);
      return recipient === undefined ? '-' : `key ${toHex(keyIdOf(recipient.publicKey))}`;
    },
  }));
}
