import { parseArgs } from 'node:util';

import { fromHex } from '@feierabend/protocol';

import { Dice } from '../../protocol/fuzz/dice.ts';
import { formatFinding, formatRows } from '../../protocol/fuzz/report.ts';
import { judge } from '../../protocol/fuzz/run-target.ts';
import { runSession } from '../../protocol/fuzz/session.ts';
import { fuzzTargets } from './targets.ts';

const usage = `usage: npm run fuzz -- [--seconds 60] [--seed n] [--target name] [--hex input]\n`;
const stopwatch = () => performance.now();

/** What this process has worked: other work on the machine makes it no longer. */
const workwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Only time makes one run differ from the next; the seed it gives is printed. */
const freshSeed = () => Math.floor(performance.timeOrigin + performance.now()) >>> 0;

function main(): number {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string' },
      target: { type: 'string', default: '' },
      hex: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds);
  const seed = values.seed === undefined ? freshSeed() : Number(values.seed);
  const wanted = values.target.toLowerCase();
  const targets = fuzzTargets.filter(({ name }) => name.toLowerCase().includes(wanted));
  const input = values.hex === undefined ? undefined : fromHex(values.hex);
  const isBadHex = values.hex !== undefined && input === undefined;
  const isUsable = seconds > 0 && Number.isInteger(seed) && targets.length > 0 && !isBadHex;
  if (!isUsable) {
    process.stderr.write(usage);
    return 2;
  }
  process.stdout.write(`seed ${seed}\n`);
  if (input !== undefined) {
    const broken = targets.flatMap((target) => {
      const said = judge(target, input, new Dice(seed)).broken;
      return said === undefined ? [] : [`${target.name}: ${said}\n`];
    });
    process.stdout.write(broken.length === 0 ? 'no promise is broken\n' : broken.join(''));
    return broken.length === 0 ? 0 : 1;
  }
  const { rows, findings } = runSession({
    targets,
    seed,
    durationMs: 1000 * seconds,
    stopwatch,
    workwatch,
  });
  process.stdout.write(formatRows(rows));
  for (const finding of findings) process.stdout.write(formatFinding(finding, seed));
  return findings.length === 0 ? 0 : 1;
}

process.exitCode = main();
