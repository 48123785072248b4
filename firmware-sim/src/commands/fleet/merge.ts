import { DataError } from '@feierabend/protocol';
import type { Command } from 'commander';

import { missingShards } from '../../fleet/result/failed.ts';
import { mergeRuns } from '../../fleet/result/merge.ts';
import { readRunRecord } from '../../fleet/result/run-record.ts';
import type { SimIo } from '../../io.ts';
import { readTextFile } from '../files.ts';
import { finishRun } from './finish-run.ts';

interface MergeOptions {
  readonly out: string;
  readonly json: boolean;
  readonly partial: boolean;
}

/** `firmware-sim fleet merge`: the shards of a run as one. */
export function declareMerge(fleet: Command, io: SimIo): void {
  fleet
    .command('merge <files...>')
    .description('put the run.json of several shards together, and judge them')
    .option('--out <folder>', 'where run.json, junit.xml and fleet.html go', 'out/fleet')
    .option('--json', 'print the result as JSON', false)
    .option('--partial', 'end with 0 though shards are missing, if nothing fails for good', false)
    .action(async (files: readonly string[], options: MergeOptions) => {
      const records = await Promise.all(
        files.map(async (file) => readRunRecord(await readTextFile(file), file)),
      );
      const merged = mergeRuns(records);
      await finishRun(merged, { ...options, io });
      const { of } = merged.shards;
      const missing = missingShards(merged.shards);
      if (missing.length === 0) return;
      if (!options.partial) throw incomplete(missing, of);
      io.stderr.write(`without shards ${listed(missing)} of ${of}, so there is no verdict\n`);
    });
}

const listedMax = 20;

function listed(numbers: readonly number[]): string {
  const more = numbers.length - listedMax;
  return `${numbers.slice(0, listedMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function incomplete(missing: readonly number[], of: number): DataError {
  return new DataError({
    code: 'FLEET_INCOMPLETE',
    expected: `all ${of} shards of the run`,
    came: `shards ${listed(missing)} of ${of} are missing`,
    next: 'live them and merge again, or give --partial to put together what there is',
  });
}
