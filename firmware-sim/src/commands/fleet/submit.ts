import type { Command } from 'commander';

import { mergeRuns } from '../../fleet/result/merge.ts';
import { readRunRecord } from '../../fleet/result/run-record.ts';
import { submitFleet } from '../../fleet/queue/submit.ts';
import type { SimIo } from '../../io.ts';
import { prepareFolder } from '../files.ts';
import { durationValue, seedValue, wholeNumber } from '../option-values.ts';
import { finishRun } from './finish-run.ts';
import { readSound } from './lint.ts';

interface SubmitOptions {
  readonly redis: string;
  readonly shards: number;
  readonly deadline: number;
  readonly seed?: number;
  readonly out: string;
  readonly json: boolean;
}

const hourMs = 3_600_000;

/** `firmware-sim fleet submit`: a run for whoever works at a queue, and its verdict. */
export function declareSubmit(fleet: Command, io: SimIo): void {
  fleet
    .command('submit <scenario>')
    .description('let the workers at a Redis live a scenario, and judge it (docs/fleet/README.md)')
    .requiredOption('--redis <url>', 'redis://host:port or rediss://host:port')
    .option('--shards <count>', 'parts', (text) => wholeNumber(text, 1, 99_999), 8)
    .option('--deadline <duration>', 'for all of them (default: 1 h)', durationValue, hourMs)
    .option('--seed <number>', 'another seed than that of the scenario', seedValue)
    .option('--out <folder>', 'where run.json, junit.xml and fleet.html go', 'out/fleet')
    .option('--json', 'print the result as JSON', false)
    .action((name: string, options: SubmitOptions) => runSubmit(name, options, io));
}

async function runSubmit(name: string, options: SubmitOptions, io: SimIo): Promise<void> {
  const { redis: url, shards, deadline: deadlineMs, seed, out } = options;
  const read = await readSound(name, io);
  await prepareFolder(out);
  const texts = await submitFleet(read, {
    url,
    shards,
    deadlineMs,
    ...(seed === undefined ? {} : { seed }),
    signal: io.signal,
    onDone: (done, of) => void io.stderr.write(`${done} of ${of} shards are done\n`),
    log: (line) => void io.stderr.write(`${line}\n`),
  });
  const records = texts.map((text, at) => readRunRecord(text, `the result of shard ${at + 1}`));
  await finishRun(mergeRuns(records), { ...options, io });
}
