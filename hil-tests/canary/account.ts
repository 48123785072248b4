import { seededDefects } from '@feierabend/firmware-sim';

import { canaryChannels } from './evidence.ts';
import type { Hunt } from './hunt.ts';
import type { Finding, Judgement } from './judge.ts';
import type { Planting } from './planting.ts';

/** Everything a run has to say. */
export interface Account {
  readonly schema: 'feierabend/canary/1';
  readonly seed: number;
  readonly runs: number;
  readonly days: number;
  readonly canaries: number;
  /** Places of work that arrived. */
  readonly fixes: number;
  /** Places that arrived at those who were called for help, and at nobody else. */
  readonly called: number;
  readonly situations: Readonly<Record<string, number>>;
  readonly crashes: number;
  readonly powerCuts: number;
  readonly channels: readonly {
    readonly channel: string;
    readonly bytes: number;
    readonly planted: number;
    readonly found: number;
    readonly leaks: number;
  }[];
  /** Findings on sound devices, each with the run it was made in. */
  readonly findings: readonly (Finding & { readonly run: number })[];
  readonly defects: readonly Hunt[];
  /** Why it did not pass, in words. */
  readonly reasons: readonly string[];
  readonly passed: boolean;
}

export interface AccountParts {
  readonly seed: number;
  readonly days: number;
  /** Each with the number of its run. */
  readonly judgements: readonly (readonly [number, Judgement])[];
  readonly plantings: readonly Planting[];
  readonly hunts: readonly Hunt[];
}

export function accountOf({ seed, days, judgements, plantings, hunts }: AccountParts): Account {
  const sum = (of: (judgement: Judgement) => number) =>
    judgements.reduce((total, [, judgement]) => total + of(judgement), 0);
  const situations: Record<string, number> = {};
  for (const [, { situations: shown }] of judgements) {
    for (const [name, count] of shown) situations[name] = (situations[name] ?? 0) + count;
  }
  const findings = judgements.flatMap(([run, { findings: found }]) =>
    found.map((finding) => ({ ...finding, run })),
  );
  const channels = canaryChannels.map((channel) => ({
    channel,
    bytes: sum(({ bytes }) => bytes.get(channel) ?? 0),
    planted: plantings.find((one) => one.channel === channel)?.planted ?? 0,
    found: plantings.find((one) => one.channel === channel)?.found ?? 0,
    leaks: findings.filter((finding) => finding.channel === channel).length,
  }));
  const fixes = sum((judgement) => judgement.fixes);
  const called = sum((judgement) => judgement.called);
  const isCalled = called > 0 || situations['a call for help'] === undefined;
  const isSearched = channels.every(({ planted, found }) => planted > 0 && planted === found);
  const isHunted = hunts.every((hunt) => hunt.channels.length > 0);
  const few = 'too few months to tell; live more of them';
  const reasons = [
    findings.length > 0 && 'a place was found that nobody is to know',
    fixes === 0 && `no place of work arrived: ${few}`,
    !isCalled && `somebody called for help, and no place arrived: ${few}`,
    !isSearched && 'a planted place was missed, or none was planted',
    !isHunted && 'a defect was not found',
  ].filter((reason) => reason !== false);
  return {
    schema: 'feierabend/canary/1',
    seed,
    runs: judgements.length,
    days: judgements.length * days,
    canaries: sum((judgement) => judgement.canaries),
    fixes,
    called,
    situations,
    crashes: sum(({ crashes }) => crashes),
    powerCuts: sum(({ powerCuts }) => powerCuts),
    channels,
    findings,
    defects: hunts,
    reasons,
    passed: reasons.length === 0,
  };
}

/** The account for people: what was searched, what was found, which defects were. */
export function accountText(account: Account): string {
  const { runs, days, canaries, fixes, called, crashes, powerCuts } = account;
  const channels = account.channels.map(({ channel, bytes, planted, found, leaks }) =>
    [channel.padEnd(14), pad(bytes, 12), pad(`${found} of ${planted}`, 12), pad(leaks, 8)].join(''),
  );
  const situations = Object.entries(account.situations).map(
    ([name, count]) => `${name.padEnd(36)}${pad(count, 10)}`,
  );
  const defects = account.defects.map(({ defect, channels: at, lives }) => {
    const outcome = at.length === 0 ? `NOT FOUND in ${lives} lives` : `found by ${at.join(', ')}`;
    return `${defect.padEnd(14)} ${outcome}   (${seededDefects[defect]})`;
  });
  const findings = account.findings.map(
    ({ run, channel, what }) => `FOUND in run ${run}, ${channel}: ${what}`,
  );
  return [
    `${runs} devices, ${days} days, ${canaries} canaries, ${fixes} fixes of work that arrived, ` +
      `${called} of calls for help, ` +
      `${powerCuts} power cuts in a flash operation, ${crashes} crashes`,
    '',
    `${'channel'.padEnd(14)}${pad('bytes', 12)}${pad('plants', 12)}${pad('leaks', 8)}`,
    ...channels,
    '',
    `${'situation'.padEnd(36)}${pad('canaries', 10)}`,
    ...situations,
    '',
    ...defects,
    '',
    ...findings,
    account.passed ? 'passed' : `FAILED: ${account.reasons.join(', and ')}`,
    '',
  ].join('\n');
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width);
}
