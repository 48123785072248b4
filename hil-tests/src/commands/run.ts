import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SeededDefect } from '@feierabend/firmware-sim';
import { InvalidArgumentError, type Command } from 'commander';

import { loadBench } from '../bench/bench-file.ts';
import type { Bench } from '../bench/bench-schema.ts';
import { Cleanup } from '../bench/cleanup.ts';
import { makeRunFolder } from '../bench/run-folder.ts';
import { trackerScript } from '../bench/tracker-script.ts';
import { sha256Of } from '../evidence/digest.ts';
import { readSigner } from '../evidence/signer.ts';
import { unfinishedSentence } from '../evidence/unfinished/unfinished-text.ts';
import { checkRunFolder, writeRun } from '../evidence/write-run.ts';
import type { HilHost, HilIo } from '../io.ts';
import { registryFolder, RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';
import { takeSwept } from '@feierabend/firmware-sim/reaper/sweep-runs';
import { readLeavings } from '../run/run-places.ts';
import { outcomes, runExitCode, worstOf, type Outcome } from '../outcome/outcome.ts';
import { factsOf } from '../record/bench-facts.ts';
import { leftOutOf, unreachedOf } from '../record/declared-test.ts';
import { runSchema, type RunRecord } from '../record/run-record.ts';
import { toolsOf } from '../record/tools-digest.ts';
import { suiteNames, type SuiteName } from '../suites/suite-list.ts';
import { defect, seed, shippedBench, suite } from './option-values.ts';
import { RunProgress } from './run-progress.ts';
import { answerQuestions } from '../run/ask-channel.ts';
import { followRun, unfinishedIn } from '../run/follow-run.ts';
import { declaredTests } from '../run/list-tests.ts';
import { runSuites, type SuitesEnded } from '../run/run-suites.ts';

/** What `--hours` is when it is left out. */
const soakHours = 4;

interface RunCommandOptions {
  readonly bench?: string;
  readonly suite: readonly SuiteName[];
  readonly out: string;
  readonly seed: number;
  readonly retries: number;
  readonly hours: number;
  readonly defect: readonly SeededDefect[];
  readonly places?: boolean;
  readonly sign?: string;
  readonly passphraseFile?: string;
}

/** `hil run`: the suites on a bench, and the evidence they leave. */
export function declareRun(program: Command, io: HilIo, ended: (exitCode: number) => void): void {
  program
    .command('run')
    .description('run the suites on a bench, and write the evidence')
    .option('--bench <file>', 'bench file; the virtual bench when left out')
    .option('--suite <name...>', `only these: ${suiteNames.join(', ')}`, suite, [])
    .option('--out <folder>', 'where the evidence goes', join('out', 'hil'))
    .option('--seed <number>', 'seed of all keys and dice', seed, 1)
    .option(
      '--retries <number>',
      'try a test that failed that often again, and call it flaky',
      count,
      0,
    )
    .option('--hours <number>', "how long soak goes on, by the tracker's clock", hours, soakHours)
    .option(
      '--defect <name>',
      'switch a defect on, to try the suites; may be given again',
      defect,
      [],
    )
    .option('--places', 'keep coordinates; they are scrubbed otherwise')
    .option('--sign <file>', 'private key of the person who answers for the run')
    .option('--passphrase-file <file>', 'passphrase of --sign; else $FEIERABEND_PASSPHRASE')
    .addHelpText(
      'after',
      '\nExample:\n  hil run --bench hil-tests/benches/virtual.yaml --suite identify policy --out out/hil',
    )
    .action(async (options: RunCommandOptions) => ended(await run(options, io)));
}

async function run(options: RunCommandOptions, io: HilIo): Promise<number> {
  const benchFile = options.bench ?? shippedBench();
  const bench = await loadBench(benchFile);
  const { sign, passphraseFile } = options;
  const key = sign === undefined ? undefined : await readSigner(io, { key: sign, passphraseFile });
  await checkRunFolder(options.out);
  const before = unfinishedIn(options.out);
  if (before !== undefined) io.stderr.write(`${unfinishedSentence(before)}\n`);
  const startedMs = io.now();
  const suites =
    options.suite.length === 0
      ? suiteNames
      : suiteNames.filter((name) => options.suite.includes(name));
  const cleanup = openCleanup(io.host);
  try {
    const attachmentFolder = await makeRunFolder(cleanup);
    const progress = new RunProgress(io.stderr);
    tellSwept(io);
    progress.open(bench.name);
    const endQuestions = answerQuestions(io.ask);
    const keepPlaces = options.places === true;
    const command = commandOf(options);
    const followed = { folder: options.out, attachmentFolder, keepPlaces, command };
    const { heard, end } = followRun({ ...followed, bench: bench.name }, progress, io);
    const heardOf = await runSuites({
      order: {
        bench,
        suites,
        seed: options.seed,
        defects: options.defect,
        attachmentFolder,
        retries: options.retries,
        soakHours: options.hours,
        host: { ...io.host, trackerScript: await scriptFor(bench, io) },
      },
      signal: io.signal,
      ownSignals: io.ownSignals,
      file: io.suitesFile,
      ...heard,
    }).finally(() => {
      endQuestions();
      end();
    });
    progress.close();
    const ended = { ...heardOf, tests: await testsOf(heardOf, suites, io.signal) };
    const record = await recordOf(options, { benchFile, bench, suites, startedMs, io, ended });
    const written = await writeRun(options.out, {
      record,
      ...(await readLeavings(attachmentFolder)),
      keepPlaces,
      ...(key === undefined ? {} : { sign: { key, atMs: io.now() } }),
    });
    const parts = partsOf(ended);
    const counts = outcomes.flatMap((outcome) => {
      const those = parts.filter((part) => part === outcome).length;
      return those === 0 ? [] : [`${those} ${outcome}`];
    });
    const files = 'evidence.html, evidence.de.html, junit.xml, run.json';
    tellSwept(io);
    io.stdout.write(
      `${written.outcome}: ${counts.join(', ')}\nWritten to ${options.out}: ${files}\n`,
    );
    return runExitCode(parts);
  } finally {
    await cleanup.run();
  }
}

/** Who ends a run before vitest knows a test has the same ones as who ends it later. */
async function testsOf(
  { tests }: SuitesEnded,
  suites: readonly string[],
  { aborted }: AbortSignal,
): Promise<SuitesEnded['tests']> {
  return aborted && tests.length === 0 ? unreachedOf(await declaredTests(), suites) : tests;
}

/** What runs have left that were killed, and what became of it. */
function tellSwept({ stderr }: HilIo): void {
  for (const { pid, children, folders } of takeSwept(registryFolder())) {
    stderr.write(
      `the run of process ${pid} was killed: ${children} processes ended, ${folders} folders removed\n`,
    );
  }
}

interface RunParts {
  readonly benchFile: string;
  readonly bench: Bench;
  readonly suites: readonly string[];
  readonly startedMs: number;
  readonly io: HilIo;
  readonly ended: SuitesEnded;
}

async function recordOf(
  options: RunCommandOptions,
  { benchFile, bench, suites, startedMs, io, ended }: RunParts,
): Promise<RunRecord> {
  const { tests, faults, reporter } = ended;
  const leftOut = leftOutOf(await declaredTests(), suites);
  return {
    schema: runSchema,
    runId: sha256Of(`${startedMs} ${io.host.pid ?? 0}`).slice(0, 16),
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(io.now()).toISOString(),
    outcome: worstOf(partsOf(ended)),
    bench: { ...factsOf(bench), fileSha256: sha256Of(await readFile(benchFile)) },
    suites: [...suites],
    ...(leftOut === undefined ? {} : { leftOut }),
    seed: options.seed,
    defects: [...options.defect],
    command: commandOf(options),
    tools: await toolsOf(io.host),
    digests: reporter.digests,
    devices: reporter.devices,
    benchFaults: [...faults],
    tests: [...tests],
  };
}

function partsOf({ tests, faults }: SuitesEnded): readonly Outcome[] {
  return [...tests.map(({ outcome }) => outcome), ...faults.map(() => 'ERROR' as const)];
}

/** A board runs its own. */
async function scriptFor({ target }: Bench, io: HilIo): Promise<string | undefined> {
  return target.kind === 'virtual' ? trackerScript(io) : undefined;
}

/** The worker of the suites has a registry of its own, in the first lane. */
function openCleanup({ pid, execPath }: HilHost): Cleanup {
  return new Cleanup(pid === undefined ? undefined : RunRegistry.open({ pid, execPath, lane: 1 }));
}

/** As it is typed again; the folder for the results is left to whoever does. */
export function commandOf(options: Omit<RunCommandOptions, 'out'>): string {
  const {
    bench,
    suite: chosen,
    seed: dice,
    retries,
    hours: soak,
    defect: defects,
    places,
  } = options;
  return [
    'hil run',
    ...(bench === undefined ? [] : [`--bench ${quoted(bench)}`]),
    ...(chosen.length === 0 ? [] : [`--suite ${chosen.join(' ')}`]),
    ...(soak === soakHours ? [] : [`--hours ${soak}`]),
    `--seed ${dice}`,
    ...(retries === 0 ? [] : [`--retries ${retries}`]),
    ...defects.map((name) => `--defect ${name}`),
    ...(places === true ? ['--places'] : []),
  ].join(' ');
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:@=+-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function count(text: string): number {
  if (/^\d$/u.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 9.');
}

function hours(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 8760) return value;
  throw new InvalidArgumentError('Expected hours from 0 to 8760.');
}
