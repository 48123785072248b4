import { equalBytes, toHex } from '../../bytes.ts';
import { FeierabendError } from '../../errors.ts';
import { failed, ok, type Result } from '../../result.ts';
import { encodePolicy } from '../compiled-policy.ts';
import { formatDayNumber } from '../day-number.ts';
import type { CompiledPolicy } from '../policy.ts';
import { compilePolicy } from './compile-policy.ts';
import { formatLocalDay } from './describe-policy.ts';
import { parsePolicySource } from './parse-policy.ts';
import { formatDuration, formatLength } from './quantity.ts';
import { formatProblem } from './source-problem.ts';
import { groupWeek } from './week.ts';
import { formatWindows } from './windows.ts';
import { zoneOffsets } from './zone.ts';

export interface DecompileOptions {
  /** The compiled form has no name; this one is written into the file. */
  readonly name?: string;
}

/**
 * A compiled policy as a YAML file that compiles to the same bytes: checked, not hoped. It fails with
 * `POLICY_DECOMPILE` when no file could do that on this machine, because its time zone data has
 * other rules, or because the bytes did not come from a file.
 *
 * To get the same bytes, compile with the version of time zone data that the policy has.
 */
export function decompilePolicy(
  policy: CompiledPolicy,
  { name = 'Read back from a device' }: DecompileOptions = {},
): Result<string> {
  const text = sourceText(policy, name);
  const parsed = parsePolicySource(text, { fileName: 'decompiled policy' });
  if (!parsed.ok) {
    const [problem] = parsed.problems;
    return impossible(problem === undefined ? 'it has no source' : formatProblem(problem));
  }
  try {
    // The version is copied, because it names where the offsets come from, and they must be equal.
    const again = compilePolicy(parsed.source, { zoneData: policy.zoneData });
    const { zoneData: _host, ...bare } = again;
    const comparable = policy.zoneData === undefined ? bare : again;
    if (equalBytes(encodePolicy(comparable), encodePolicy(policy))) return ok(text);
  } catch (error) {
    if (!(error instanceof FeierabendError)) throw error;
    return impossible(error.came);
  }
  return impossible(differenceOf(policy));
}

function differenceOf(policy: CompiledPolicy): string {
  const here = zoneOffsets(policy.timeZone, policy.validFromS, policy.validUntilS);
  // A first offset may begin before the validity; compiled from a file it begins with it.
  const there = policy.offsets.map((offset, index) =>
    index === 0 ? { ...offset, fromS: policy.validFromS } : offset,
  );
  return JSON.stringify(here) === JSON.stringify(there)
    ? 'its dates do not begin at local midnight'
    : `this machine has other rules for ${policy.timeZone} than the policy`;
}

function sourceText(policy: CompiledPolicy, name: string): string {
  const { intervals, outside, privateSwitch, carriedBy, theftRecovery } = policy;
  const free = policy.exceptions.filter(({ windows }) => windows.length === 0);
  const own = policy.exceptions.filter(({ windows }) => windows.length > 0);
  const hasReview = policy.reviewS < policy.validUntilS;
  const review = hasReview ? `, review: ${formatLocalDay(policy, policy.reviewS)}` : '';
  const fields = (['altitude', 'speed', 'course'] as const).filter((key) => policy.fields[key]);
  const from = formatLocalDay(policy, policy.validFromS);
  const until = formatLocalDay(policy, policy.validUntilS - 1);
  return [
    'feierabend: 1',
    `name: ${quoted(name)}`,
    `purpose: ${policy.purpose}`,
    ...given('carriedBy', carriedBy),
    `timeZone: ${policy.timeZone}`,
    `valid: { from: ${from}, until: ${until}${review} }`,
    'week:',
    ...groupWeek(policy.week, formatWindows).map(({ days, windows }) => `  ${days}: ${windows}`),
    ...given('holidays', free.length === 0 ? undefined : listOf(free.map(dateOf))),
    ...(own.length === 0 ? [] : ['exceptions:']),
    ...own.map((date) => `  ${dateOf(date)}: ${formatWindows(date.windows)}`),
    'capture:',
    `  moving: ${formatDuration(intervals.movingS)}`,
    `  parked: ${formatDuration(intervals.parkedS)}`,
    `  floor: ${formatDuration(intervals.floorS)}`,
    `  precision: ${formatLength(policy.precisionM)}`,
    `  fields: [${fields.join(', ')}]`,
    `outside: ${outside}`,
    ...given('heartbeat', outside === 'off' ? undefined : formatDuration(policy.heartbeatS)),
    ...given('privateSwitch', privateSwitch && 'yes'),
    ...given(
      'theftRecovery',
      theftRecovery &&
        `{ every: ${formatDuration(theftRecovery.intervalS)}, ` +
          `for: ${formatDuration(theftRecovery.durationS)} }`,
    ),
    ...given('sos', sosText(policy)),
    `retention: ${formatDuration(policy.retentionS)}`,
    'recipients:',
    ...policy.recipients.map(
      (recipient) =>
        `  - { name: ${quoted(recipient.name)}, key: ${quoted(toHex(recipient.publicKey))} }`,
    ),
    '',
  ].join('\n');
}

function sosText({ sos, recipients }: CompiledPolicy): string | undefined {
  if (sos === undefined) return undefined;
  const names = sos.recipients.map((index) => quoted(recipients[index]?.name ?? ''));
  const { intervalS, durationS } = sos;
  const times = `every: ${formatDuration(intervalS)}, for: ${formatDuration(durationS)}`;
  return `{ recipients: [${names.join(', ')}], ${times} }`;
}

function given(key: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${key}: ${value}`];
}

function dateOf({ dayNumber }: { readonly dayNumber: number }): string {
  return formatDayNumber(dayNumber);
}

/** One to a line when there are many, so that a change of one is a change of one line. */
function listOf(dates: readonly string[]): string {
  return dates.length <= 4
    ? `[${dates.join(', ')}]`
    : `\n${dates.map((d) => `  - ${d}`).join('\n')}`;
}

/** Plain where YAML and people both read it so; a text of JSON is one of YAML. */
function quoted(text: string): string {
  return /^[\p{L}\d][\p{L}\d ._/-]*$/u.test(text) ? text : JSON.stringify(text);
}

function impossible(came: string): Result<never> {
  return failed({
    code: 'POLICY_DECOMPILE',
    expected: 'a policy that a file on this machine compiles to',
    came,
    next: 'read its description instead; to change it, begin from the file it was compiled from',
  });
}
