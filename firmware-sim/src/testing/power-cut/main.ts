// Cuts the power at every flash operation of every life, in every way, and once more during each recovery. Prints a table, and
// writes out/power-cut.json. Exits with 1 when anything is lost, doubled, closed or broken.
// Run: npm run test:powercut -- --exhaustive [--life NAME]
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { lives } from './lives.ts';
import { cutEverywhere, type LifeResult } from './run-cuts.ts';

const { values } = parseArgs({
  options: {
    exhaustive: { type: 'boolean', default: false },
    life: { type: 'string' },
    worker: { type: 'boolean', default: false },
  },
});
const print = (text: string) => process.stdout.write(`${text}\n`);

/** One life in a process of its own. */
function inProcess(life: string): Promise<LifeResult & { seconds: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [
      '--exhaustive',
      '--worker',
      '--life',
      life,
    ]);
    child.once('message', (result) => resolve(result as LifeResult & { seconds: number }));
    child.once('exit', (code) => reject(new RangeError(`${life} ended with ${code}`)));
  });
}

function printTable(results: readonly (LifeResult & { seconds: number })[]): void {
  print('life              operations    cuts  failures   seconds');
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
  const waiting = [...names];
  const results: (LifeResult & { seconds: number })[] = [];
  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      results.push(await inProcess(name));
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane));
  results.sort((a, b) => names.indexOf(a.life) - names.indexOf(b.life));
  printTable(results);
  mkdirSync('out', { recursive: true });
  writeFileSync('out/power-cut.json', `${JSON.stringify(results, undefined, 2)}\n`);
  const failures = results.reduce((sum, { failed }) => sum + failed.length, 0);
  const cuts = results.reduce((sum, one) => sum + one.cuts, 0);
  print(`${cuts} cuts, ${failures} failures; out/power-cut.json has all of them`);
  return failures > 0 ? 1 : 0;
}

const life = lives.find(({ name }) => name === values.life);
if (values.worker && life !== undefined) {
  const startMs = performance.now();
  const result = await cutEverywhere(life);
  process.send?.({ ...result, seconds: (performance.now() - startMs) / 1000 });
} else {
  process.exitCode = await runAll();
}
