import { toHex } from '../../bytes.ts';
import { keyIdOf } from '../../crypto/key-id.ts';
import { formatDayNumber } from '../day-number.ts';
import { localDayOf } from '../local-day.ts';
import type { CompiledPolicy, PolicyFields } from '../policy.ts';
import { formatDuration, formatLength } from './quantity.ts';
import { groupWeek } from './week.ts';
import { formatWindows } from './windows.ts';

/** A policy in plain words, one statement a line, from the bytes a device holds. */
export function describePolicy(policy: CompiledPolicy): readonly string[] {
  const { intervals, recipients } = policy;
  const until = formatLocalDay(policy, policy.validUntilS - 1);
  return [
    row('purpose', policy.purpose),
    ...optionalRow('carried by', policy.carriedBy),
    row('time zone', `${policy.timeZone}: ${formatClock(policy)}`),
    ...optionalRow('zone data', policy.zoneData),
    row('valid', `${formatLocalDay(policy, policy.validFromS)} to ${until}, then closed`),
    row('review', formatReview(policy)),
    ...groupWeek(policy.week, formatWindows).map(({ days, windows }) => row(days, windows)),
    ...policy.exceptions.map(({ dayNumber, windows }) =>
      row(formatDayNumber(dayNumber), formatWindows(windows)),
    ),
    row('moving', `one fix every ${formatDuration(intervals.movingS)}`),
    row('parked', `one fix every ${formatDuration(intervals.parkedS)}`),
    row('floor', `never more often than every ${formatDuration(intervals.floorS)}`),
    row('precision', formatLength(policy.precisionM)),
    row('fields', `time, place${formatFields(policy.fields)}`),
    row('outside', formatOutside(policy)),
    ...optionalRow('switch', policy.privateSwitch && 'a person may close the device by hand'),
    ...optionalRow('theft', policy.theftRecovery && formatTheft(policy)),
    ...optionalRow('sos', policy.sos && formatSos(policy)),
    row('retention', formatDuration(policy.retentionS)),
    ...recipients.map(({ name, publicKey }) =>
      row('recipient', `${name} (key ${toHex(keyIdOf(publicKey))})`),
    ),
  ];
}

/** The local date of a UTC second under the policy's own offsets. */
export function formatLocalDay(policy: CompiledPolicy, timeS: number): string {
  return formatDayNumber(localDayOf(policy, timeS));
}

/** `altitude, speed` with a leading comma; empty when nothing is added to time and place. */
export function formatFields(fields: PolicyFields): string {
  const names = (['altitude', 'speed', 'course'] as const).filter((name) => fields[name]);
  return names.map((name) => `, ${name}`).join('');
}

export function formatOutside({ outside, heartbeatS }: CompiledPolicy): string {
  if (outside === 'off') return 'nothing';
  const sent = outside === 'mileage' ? 'a heartbeat and the distance' : 'a heartbeat';
  return `${sent} every ${formatDuration(heartbeatS)}, no place`;
}

/** `-` without theft recovery. */
export function formatTheft({ theftRecovery }: CompiledPolicy): string {
  if (theftRecovery === undefined) return '-';
  const { intervalS, durationS } = theftRecovery;
  return `one fix every ${formatDuration(intervalS)} for ${formatDuration(durationS)} once declared`;
}

/** `-` where a call for help has no place. */
export function formatSos({ sos, recipients }: CompiledPolicy): string {
  if (sos === undefined) return '-';
  const names = sos.recipients.map((index) => recipients[index]?.name ?? '').join(', ');
  const { intervalS, durationS } = sos;
  return `one fix every ${formatDuration(intervalS)} for ${formatDuration(durationS)}, to ${names}`;
}

export function formatReview(policy: CompiledPolicy): string {
  return policy.reviewS === policy.validUntilS
    ? 'not before the end'
    : formatLocalDay(policy, policy.reviewS);
}

/** Every offset from UTC with the local date from which it holds. */
export function formatClock(policy: CompiledPolicy): string {
  return policy.offsets
    .map(({ fromS, offsetMin }, index) => {
      const offset = formatOffset(offsetMin);
      return index === 0 ? offset : `${offset} from ${formatLocalDay(policy, fromS)}`;
    })
    .join(', ');
}

/** `UTC+01:00`. */
export function formatOffset(offsetMin: number): string {
  const size = Math.abs(offsetMin);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `UTC${offsetMin < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}

function optionalRow(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [row(name, value)];
}

function row(name: string, value: string): string {
  return `${name.padEnd(11)} ${value}`;
}
