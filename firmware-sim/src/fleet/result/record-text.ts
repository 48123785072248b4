import { metricTable, type MetricName, isSumName } from '../scenario/metrics.ts';
import { failedOf, isPart } from './failed.ts';
import { FleetAccount } from './fleet-account.ts';
import type { RunRecord } from './run-record.ts';
import { unboundedOf } from './unbounded.ts';
import { valueText, type JudgedAssertion } from './verdict.ts';

const findingsShown = 8;

/** What a person wants to know of a run. */
export function recordText(record: RunRecord): string {
  const { scenario, devices, shards, fromS, untilS, account, assertions, verdict, host } = record;
  const { tally } = FleetAccount.of(account);
  const names = Object.keys(metricTable) as MetricName[];
  const figures = names.flatMap((name): string[] => {
    if (isSumName(name)) {
      const value = tally.sum(name);
      return value === 0 && !alwaysShown.has(name) ? [] : [fact(name, String(value))];
    }
    const of = tally.distribution(name);
    if (of === undefined) return [];
    const text = (value: number | undefined) => valueText(name, value ?? 0);
    const parts = `p50 ${text(of.percentile(50))}, p99 ${text(of.percentile(99))}, max ${text(of.max)}`;
    return [fact(name, parts)];
  });
  const part = shards.of === 1 ? '' : `, shards ${shards.numbers.join(' ')} of ${shards.of}`;
  const [wallS, cpuS] = [
    Math.max(0, ...host.map((one) => one.wallS)),
    host.reduce((sum, one) => sum + one.cpuS, 0),
  ];
  const lived = (tally.sum('devices') * (untilS - fromS)) / (365.25 * 86_400);
  const perCpuS = Number((lived / cpuS).toPrecision(2));
  const pace = cpuS === 0 ? '' : `: ${perCpuS} device-years per CPU s`;
  const { findings, findingCount } = account.tally;
  const shown = findings
    .slice(0, findingsShown)
    .map((one) => `  ${one.device}: ${one.sentence} (${one.checker})\n`);
  const more = findingCount > findingsShown ? `  and ${findingCount - findingsShown} more\n` : '';
  const failed = failedOf(record);
  const wordOf = (one: JudgedAssertion): string => {
    if (failed.includes(one)) return 'FAIL';
    return isPart(record) ? 'open' : 'ok  ';
  };
  return [
    fact('scenario', `${scenario.name}, seed ${scenario.seed}${part}`),
    fact('fleet', `${devices} devices, ${Math.round((untilS - fromS) / 360) / 10} h`),
    ...figures,
    fact('digest', account.digest.slice(0, 16)),
    fact('took', `${wallS.toFixed(1)} s, ${cpuS.toFixed(1)} CPU s${pace}`),
    ...(findingCount === 0 ? [] : ['findings\n', ...shown, more]),
    ...assertions.map(
      (one) => `${wordOf(one)}  ${one.text.padEnd(28)} ${one.came ?? 'no value'}\n`,
    ),
    `${verdictTexts[verdict]}${verdict === 'green' ? beside(unboundedOf(record)) : ''}\n`,
  ].join('');
}

const alwaysShown: ReadonlySet<string> = new Set(['devices', 'fixes', 'messages', 'leaks', 'lost']);

const verdictTexts: Readonly<Record<RunRecord['verdict'], string>> = {
  green: 'green: every assertion holds',
  red: 'red: not every assertion holds',
  interrupted: 'interrupted: what came until then, and no verdict',
  part: 'part of a run: fleet merge puts the shards together',
};

function beside(unbounded: readonly string[]): string {
  return unbounded.length === 0 ? '' : `, and none bounds what was found: ${unbounded.join(', ')}`;
}

function fact(name: string, text: string): string {
  return `${name.padEnd(16)} ${text}\n`;
}
