import { join } from 'node:path';

import { InvalidArgumentError, type Command } from 'commander';

import { loadBench, requireVirtual } from '../bench/bench-file.ts';
import { trackerScript } from '../bench/tracker-script.ts';
import { exitCodes } from '../exit-codes.ts';
import type { HilIo } from '../io.ts';
import { mutantLine, mutantsSummary } from '../mutants/mutants-text.ts';
import { mutantsRecord, mutantsSchema, type Mutant } from '../mutants/mutants-record.ts';
import { defectNames, isDefect, type Defect } from '../mutants/defect.ts';
import { runMutants } from '../mutants/run-mutants.ts';
import { openOutFolder } from '@feierabend/firmware-sim/page/out-folder';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';
import { suiteNames, type SuiteName } from '../suites/suite-list.ts';
import { MutantsProgress } from './mutants-progress.ts';
import { seed, shippedBench, suite } from './option-values.ts';

interface MutantsCommandOptions {
  readonly bench?: string;
  readonly only: readonly Defect[];
  readonly suite: readonly SuiteName[];
  readonly part?: readonly [number, number];
  readonly jobs: number;
  readonly out: string;
  readonly seed: number;
}

/** `hil mutants`: is the suite any good? */
export function declareMutants(
  program: Command,
  io: HilIo,
  ended: (exitCode: number) => void,
): void {
  program
    .command('mutants')
    .description('try the suites on firmware with each seeded defect, and tell which test finds it')
    .option('--bench <file>', 'bench file with a virtual target; the virtual bench when left out')
    .option('--only <defect...>', 'only these defects (docs/hil/mutants.md)', defect, [])
    .option('--suite <name...>', `only these suites: ${suiteNames.join(', ')}`, suite, [])
    .option(
      '--part <n/m>',
      'every m-th defect, beginning with the n-th, for a CI that rotates',
      part,
    )
    .option('--jobs <number>', 'benches that are open at the same time', jobs, 2)
    .option('--out <folder>', 'where mutants.json goes', join('out', 'mutants'))
    .option('--seed <number>', 'seed of all keys and dice', seed, 1)
    .addHelpText(
      'after',
      '\nExample:\n  hil mutants --only gate-send window-minute --suite policy canary',
    )
    .action(async (options: MutantsCommandOptions) => ended(await tryDefects(options, io)));
}

async function tryDefects(options: MutantsCommandOptions, io: HilIo): Promise<number> {
  const { only, out } = options;
  const bench = requireVirtual(await loadBench(options.bench ?? shippedBench()), 'hil mutants');
  await openOutFolder(out, ['mutants.json']);
  const startedMs = io.now();
  const chosen =
    only.length === 0 ? defectNames : defectNames.filter((name) => only.includes(name));
  const [nth, of] = options.part ?? [1, 1];
  const defects = chosen.filter((_, index) => index % of === nth - 1);
  const suites = suiteNames.filter(
    (name) => options.suite.length === 0 || options.suite.includes(name),
  );
  const progress = new MutantsProgress(io, defects.length);
  const known = await runMutants({
    order: {
      bench,
      suites,
      seed: options.seed,
      attachmentFolder: join(out, 'attachments'),
      soakHours: 24,
      host: { ...io.host, trackerScript: await trackerScript(io) },
    },
    defects,
    jobs: options.jobs,
    signal: io.signal,
    ownSignals: io.ownSignals,
    onBegin: (trial, test) => progress.begin(trial, test),
    onMutant: (mutant) => progress.end(mutant),
  }).finally(() => progress.close());
  if (io.signal.aborted) return exitCodes.interrupted;
  const record = mutantsRecord.parse({
    schema: mutantsSchema,
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(io.now()).toISOString(),
    bench: bench.name,
    suites: [...suites],
    seed: options.seed,
    proven: [...known.proven],
    mutants: [...known.mutants],
  });
  await writeWhole(join(out, 'mutants.json'), `${JSON.stringify(record, null, 2)}\n`);
  for (const mutant of known.mutants) io.stdout.write(`${mutantLine(mutant)}\n`);
  io.stdout.write(`${mutantsSummary(known.mutants, io.now() - startedMs)}\n`);
  io.stdout.write(`Written to ${out}: mutants.json\n`);
  return mutantsExitCode(known.mutants);
}

/** A survivor is the suites' fault; what is unproven tells nothing of them. */
export function mutantsExitCode(mutants: readonly Mutant[]): number {
  if (mutants.some(({ verdict }) => verdict === 'survived')) return exitCodes.failedChecks;
  if (mutants.every(({ verdict }) => verdict === 'killed')) return exitCodes.ok;
  return exitCodes.bench;
}

function part(text: string): readonly [number, number] {
  const [nth = 0, of = 0] = /^\d{1,2}\/\d{1,2}$/u.test(text) ? text.split('/').map(Number) : [];
  if (nth >= 1 && nth <= of) return [nth, of];
  throw new InvalidArgumentError('Expected a part such as 2/7.');
}

function jobs(text: string): number {
  if (/^[1-8]$/u.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 8.');
}

function defect(name: string, before: readonly Defect[]): Defect[] {
  if (isDefect(name)) return [...before, name];
  throw new InvalidArgumentError(`Expected one of ${defectNames.join(', ')}.`);
}
