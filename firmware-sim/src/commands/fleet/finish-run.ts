import { DataError, UsageError } from '@feierabend/protocol';

import { fleetPage } from '../../fleet/page/fleet-page.ts';
import { generatedTracks } from '../../fleet/page/generated-tracks.ts';
import type { FleetPlan } from '../../fleet/plan/fleet-plan.ts';
import { failedOf } from '../../fleet/result/failed.ts';
import { fleetJunit } from '../../fleet/result/junit.ts';
import { recordText } from '../../fleet/result/record-text.ts';
import type { RunRecord } from '../../fleet/result/run-record.ts';
import type { SimIo } from '../../io.ts';
import { canonicalJson } from '../../page/canonical-json.ts';
import { prepareFolder, writeFiles } from '../files.ts';

interface FinishOptions {
  readonly out: string;
  readonly json: boolean;
  readonly io: SimIo;
  /** Draws the generated tracks; whoever merges has none. */
  readonly plan?: FleetPlan;
}

/** Writes and prints what a run has shown. Throws {@link DataError} `FLEET_RED` when an assertion does not hold. */
export async function finishRun(record: RunRecord, options: FinishOptions): Promise<void> {
  const { out, json, io, plan } = options;
  await prepareFolder(out);
  await writeFiles(out, {
    'run.json': canonicalJson(record),
    'junit.xml': fleetJunit(record),
    'fleet.html': fleetPage(record, plan && generatedTracks(plan)),
  });
  if (json) io.stdout.write(`${JSON.stringify(record)}\n`);
  else io.stdout.write(`${recordText(record)}${'written to'.padEnd(16)} ${out}\n`);
  if (record.verdict === 'interrupted') throw interrupted(out);
  if (record.verdict !== 'red') return;
  const failed = failedOf(record);
  throw new DataError({
    code: 'FLEET_RED',
    expected: failed.map(({ text }) => text).join(', '),
    came: failed.map(({ came }) => came ?? 'no value').join(', '),
    next: `look at the findings in ${out}/run.json`,
  });
}

function interrupted(out: string): UsageError {
  return new UsageError({
    code: 'INTERRUPTED',
    expected: 'to live the whole scenario',
    came: 'it was interrupted',
    next: `start it again; what came until then is in ${out}/run.json`,
  });
}
