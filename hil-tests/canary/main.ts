import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { nativeCrypto } from '@feierabend/firmware-sim';
import { useCryptoEngine } from '@feierabend/protocol';
import fc from 'fast-check';

import { accountOf, accountText } from './account.ts';
import {
  defectNames,
  huntDefect,
  liveAndJudge,
  telltaleDay,
  telltaleLife,
  type Hunt,
} from './hunt.ts';
import type { Judgement } from './judge.ts';
import { Life } from './life.ts';
import { everySituation, monthPlans, type MonthPlan } from './month.ts';
import { plantCanaries } from './planting.ts';

const usage =
  'usage: npm run test:canary -- [--runs 20] [--seconds n] [--seed n] [--only run] [--workers 2] ' +
  '[--out file.json]\n';
const daysOfMonth = 30;
/** A defect has so many lives in which to be found. */
const huntsMax = 5;

/** Only time makes one run differ from the next; the seed it gives is printed. */
const freshSeed = () => Math.floor(performance.timeOrigin + performance.now()) >>> 0;

/** What one process does: every nth life, and every nth defect. */
interface Share {
  readonly judgements: readonly (readonly [number, Judgement])[];
  readonly hunts: readonly Hunt[];
}

interface Work {
  readonly seed: number;
  readonly runs: number;
  readonly worker: number;
  readonly workers: number;
  /** After so long no further life begins; the first one always does. */
  readonly seconds: number;
}

function plansOf({ seed, runs }: Pick<Work, 'seed' | 'runs'>): MonthPlan[] {
  return fc.sample(monthPlans(daysOfMonth), { numRuns: runs, seed });
}

async function share(work: Work): Promise<Share> {
  const { seed, worker, workers, seconds } = work;
  const isOver = () => performance.now() > seconds * 1000;
  const isOwn = (index: number) => index % workers === worker;
  const hunts: Hunt[] = [];
  for (const [index, defect] of defectNames.entries()) {
    if (!isOwn(index)) continue;
    const longer = Array.from({ length: huntsMax }, (_, life) => everySituation(seed + life));
    const plans = [telltaleLife(defect, seed), ...longer];
    // oxlint-disable-next-line no-await-in-loop
    hunts.push(await huntDefect(defect, plans));
  }
  const judgements: (readonly [number, Judgement])[] = [];
  for (const [index, plan] of plansOf(work).entries()) {
    // A process has one core; its lives come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    if (isOwn(index)) judgements.push([index, await liveAndJudge(plan)]);
    if (judgements.length > 0 && isOver()) break;
  }
  return { judgements, hunts };
}

/** The same program once more, for its share of the work. */
async function shareOfChild(work: Work): Promise<Share> {
  const child = fork(fileURLToPath(import.meta.url), ['--share', JSON.stringify(work)], {
    serialization: 'advanced',
  });
  const [answered] = await Promise.race([
    once(child, 'message') as Promise<[Share]>,
    once(child, 'exit').then(() => [undefined] as const),
  ]);
  child.disconnect();
  if (answered === undefined) throw new TypeError('a worker ended without an answer');
  return answered;
}

async function main(): Promise<number> {
  useCryptoEngine(nativeCrypto);
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '20' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      workers: { type: 'string', default: '2' },
      out: { type: 'string' },
      share: { type: 'string' },
    },
  });
  if (values.share !== undefined) {
    process.send?.(await share(JSON.parse(values.share) as Work));
    return 0;
  }
  const seed = values.seed === undefined ? freshSeed() : Number(values.seed);
  const [runs, workers] = [Number(values.runs), Number(values.workers)];
  // JSON has no infinity.
  const seconds = Number(values.seconds ?? Number.MAX_SAFE_INTEGER);
  const numbers = [seed, runs, workers, seconds];
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0) || runs * workers === 0) {
    process.stderr.write(usage);
    return 2;
  }
  process.stdout.write(`seed ${seed}\n`);
  const plans = plansOf({ seed, runs });
  if (values.only !== undefined) return replay(plans[Number(values.only)]);
  const shares = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      shareOfChild({ seed, runs, worker, workers, seconds }),
    ),
  );
  const life = new Life(everySituation(seed));
  await life.live();
  const account = accountOf({
    seed,
    days: daysOfMonth,
    judgements: shares.flatMap(({ judgements }) => judgements).toSorted(([a], [b]) => a - b),
    plantings: plantCanaries(life, seed),
    hunts: shares
      .flatMap(({ hunts }) => hunts)
      .toSorted((a, b) => defectNames.indexOf(a.defect) - defectNames.indexOf(b.defect)),
  });
  process.stdout.write(accountText(account));
  const first = account.findings[0];
  if (first !== undefined) {
    process.stdout.write(
      `npm run test:canary -- --seed ${seed} --runs ${runs} --only ${first.run}\n`,
    );
  }
  if (values.out !== undefined) {
    await mkdir(dirname(values.out), { recursive: true });
    await writeFile(values.out, `${JSON.stringify(account, null, 2)}\n`);
  }
  return account.passed ? 0 : 1;
}

/** One life again, and the day that gives it away. */
async function replay(plan: MonthPlan | undefined): Promise<number> {
  if (plan === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { findings } = await liveAndJudge(plan);
  for (const { channel, what } of findings) process.stdout.write(`${channel}: ${what}\n`);
  if (findings.length === 0) return 0;
  const { days, ...rest } = plan;
  process.stdout.write(`${JSON.stringify(rest)}\n`);
  process.stdout.write(`${JSON.stringify((await telltaleDay(plan)) ?? days, null, 2)}\n`);
  return 1;
}

process.exitCode = await main();
