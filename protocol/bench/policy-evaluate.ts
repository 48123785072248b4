// How long one question to a policy takes. Prints a table, and writes out/bench/policy-evaluate.json.
// Run: npx tsx --conditions=@feierabend/source protocol/bench/policy-evaluate.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';

import { evaluatePolicy } from '../src/policy/evaluate.ts';
import type { CompiledPolicy, PolicyException, PolicyWindow } from '../src/policy/policy.ts';
import { samplePolicy } from '../src/policy/sample-policy.suite.ts';
import { zoneOffsets } from '../src/policy/source/zone.ts';

const queries = 200_000;
const rounds = 9;
const targetNs = 1000;
const dayS = 86_400;

const { validFromS } = samplePolicy;
const firstDay = Math.floor(validFromS / dayS) + 1;
const fiveYears = {
  validUntilS: validFromS + 1830 * dayS,
  offsets: zoneOffsets('Europe/Berlin', validFromS, validFromS + 1830 * dayS),
};
const eightWindows: readonly PolicyWindow[] = Array.from({ length: 8 }, (_, i) => ({
  startMin: 90 + i * 150,
  endMin: 190 + i * 150,
}));
const dates = (count: number, everyDays: number, windows: readonly PolicyWindow[]) =>
  Array.from({ length: count }, (_, i): PolicyException => ({
    dayNumber: firstDay + i * everyDays,
    windows,
  }));
const noWeek = Array.from({ length: 7 }, () => []);

const policies: readonly (readonly [string, CompiledPolicy])[] = [
  ['office week, one year', samplePolicy],
  [
    'the same, five years, 60 holidays',
    { ...samplePolicy, ...fiveYears, exceptions: dates(60, 30, []) },
  ],
  ['eight windows on every day', { ...samplePolicy, week: noWeek.map(() => eightWindows) }],
  ['366 dates of eight windows', { ...samplePolicy, exceptions: dates(365, 1, eightWindows) }],
  ['no windows, five years', { ...samplePolicy, ...fiveYears, week: noWeek, exceptions: [] }],
  [
    'no windows, 366 dates without either',
    { ...samplePolicy, ...fiveYears, week: noWeek, exceptions: dates(366, 1, []) },
  ],
  [
    'no windows, every fifth day a date without (worst case)',
    { ...samplePolicy, ...fiveYears, week: noWeek, exceptions: dates(366, 5, []) },
  ],
];

interface Row {
  readonly policy: string;
  readonly pattern: 'scattered' | 'every minute';
  readonly nsPerQuery: number;
}

function timesOf(policy: CompiledPolicy, pattern: Row['pattern']): Float64Array {
  const spanS = policy.validUntilS - policy.validFromS;
  let seed = 1;
  return Float64Array.from({ length: queries }, (_, i) => {
    if (pattern === 'every minute') return policy.validFromS + ((i * 60) % spanS);
    // Numerical Recipes' generator: the same seconds in every run.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return policy.validFromS + (seed % spanS);
  });
}

/** The median of several rounds, because other work on the machine only ever adds. */
function measure(policy: CompiledPolicy, times: Float64Array): number {
  const perQuery: number[] = [];
  let open = 0;
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    for (const timeS of times) if (evaluatePolicy(policy, timeS).open) open += 1;
    perQuery.push(((performance.now() - startedMs) * 1e6) / times.length);
  }
  perQuery.sort((a, b) => a - b);
  return open < 0 ? 0 : (perQuery[rounds >> 1] ?? 0);
}

const rows = policies.flatMap(([name, policy]) =>
  (['scattered', 'every minute'] as const).map((pattern): Row => ({
    policy: name,
    pattern,
    nsPerQuery: Math.round(measure(policy, timesOf(policy, pattern))),
  })),
);

const line = (policy: string, pattern: string, ns: string) =>
  `${policy.padEnd(56)} ${pattern.padEnd(13)} ${ns.padStart(8)}\n`;
const machine = `${cpus()[0]?.model ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.versions.node}`;
process.stdout.write(
  `${machine}; ${queries} queries, median of ${rounds}; target ${targetNs} ns\n`,
);
process.stdout.write(line('policy', 'questions', 'ns'));
for (const row of rows) {
  process.stdout.write(line(row.policy, row.pattern, String(row.nsPerQuery)));
}
const folder = new URL('../../out/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const record = { machine, queries, rounds, targetNs, rows };
writeFileSync(new URL('policy-evaluate.json', folder), `${JSON.stringify(record, undefined, 2)}\n`);
