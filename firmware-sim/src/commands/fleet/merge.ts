import type { Command } from 'commander';

import { mergeRuns } from '../../fleet/result/merge.ts';
import { readRunRecord } from '../../fleet/result/run-record.ts';
import type { SimIo } from '../../io.ts';
import { readTextFile } from '../files.ts';
import { finishRun } from './finish-run.ts';

interface MergeOptions {
  readonly out: string;
  readonly json: boolean;
}

/** `firmware-sim fleet merge`: the shards of a run as one. */
export function declareMerge(fleet: Command, io: SimIo): void {
  fleet
    .command('merge <files...>')
    .description('put the run.json of several shards together, and judge them')
    .option('--out <folder>', 'where run.json, junit.xml and fleet.html go', 'out/fleet')
    .option('--json', 'print the result as JSON', false)
    .action(async (files: readonly string[], options: MergeOptions) => {
      const records = await Promise.all(
        files.map(async (file) => readRunRecord(await readTextFile(file), file)),
      );
      await finishRun(mergeRuns(records), { ...options, io });
    });
}
