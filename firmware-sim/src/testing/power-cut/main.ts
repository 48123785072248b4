// Cuts the power at every flash operation of every life, in every way, and once more during each recovery. Prints a table, and
// writes out/power-cut.json. Exits with 1 when anything is lost, doubled, closed or broken.
// Run: npm run test:powercut -- --exhaustive [--life NAME]
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { lives } from './lives.ts';
import { cutEverywhere, type CutShare, type LifeResult } from './run-cuts.ts';

const { values } = parseArgs({
  options: {
    exhaustive: { type: 'boolean', default: false },
    life: { type: 'string' },
    share: { type: 'string' },
  },
});
const workersMax = 4;
const print = (text: string) => process.stdout.write(`${text}\n`);

interface TimedResult extends LifeResult {
  /** Of the processor. */
  readonly seconds: number;
}

interface Work {
  readonly names: readonly string[];
  readonly share: CutShare;
}

/** What one process does: its share of the operations of each life. */
async function cutShare({ names, share }: Work): Promise<TimedResult[]> {
  const results: TimedResult[] = [];
  for (const life of lives.filter(({ name }) => names.includes(name))) {
    const before = process.cpuUsage();
    // A process has one core; its lives come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    const result = await cutEverywhere(life, { share });
    const { user, system } = process.cpuUsage(before);
    results.push({ ...result, seconds: (user + system) / 1e6 });
  }
  return results;
}

/** The same program once more, for its share. */
function inProcess(work: Work): Promise<TimedResult[]> {
  return new Promise((resolve, reject) => {
    const args = ['--share', JSON.stringify(work)];
    const child = fork(fileURLToPath(import.meta.url), args);
    child.once('message', (results) => resolve(results as TimedResult[]));
    child.once('exit', (code) => reject(new RangeError(`a worker ended with ${code}`)));
  });
}

/** What all workers have found out about one life. */
function sumOf(life: string, parts: readonly TimedResult[]): TimedResult {
  const own = parts.filter((part) => part.life === life);
  return {
    life,
    operations: own[0]?.operations ?? 0,
    cuts: own.reduce((sum, { cuts }) => sum + cuts, 0),
    failed: own.flatMap(({ failed }) => failed).toSorted((a, b) => a.operation - b.operation),
    seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function printTable(results: readonly TimedResult[]): void {
  print('life              operations    cuts  failures     CPU s');
  for (const { life, operations, cuts, failed, seconds } of results) {
    const numbers = [operations, cuts, failed.length, Math.round(seconds)];
    print(life.padEnd(18) + numbers.map((number) => String(number).padStart(9)).join(' '));
  }
  for (const { life, failed } of results) {
    for (const { operation, way, again, failures } of failed.slice(0, 10)) {
      const second = again === undefined ? '' : `, then ${again.operation} ${again.way}`;
      print(`${life}: operation ${operation} ${way}${second}: ${failures.join('; ')}`);
    }
  }
}

async function runAll(): Promise<number> {
  const names = lives.map(({ name }) => name).filter((name) => (values.life ?? name) === name);
  if (!values.exhaustive || names.length === 0) {
    print('usage: npm run test:powercut -- --exhaustive [--life NAME]');
    print(`lives: ${lives.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const every = Math.min(workersMax, availableParallelism());
  const parts = await Promise.all(
    Array.from({ length: every }, (_, first) => inProcess({ names, share: { first, every } })),
  );
  const results = names.map((name) => sumOf(name, parts.flat()));
  printTable(results);
  mkdirSync('out', { recursive: true });
  writeFileSync('out/power-cut.json', `${JSON.stringify(results, undefined, 2)}\n`);
  const failures = results.reduce((sum, { failed }) => sum + failed.length, 0);
  const cuts = results.reduce((sum, one) => sum + one.cuts, 0);
  print(`${cuts} cuts, ${failures} failures; out/power-cut.json has all of them`);
  return failures > 0 ? 1 : 0;
}

useCryptoEngine(nativeCrypto);
if (values.share === undefined) {
  process.exitCode = await runAll();
} else {
  process.send?.(await cutShare(JSON.parse(values.share) as Work));
}
