import type { TrackerRecord } from '@feierabend/protocol';

import { renderReport } from '../src/report/report-page.ts';
import { sampleReport } from '../src/report/sample-run.test-data.ts';
import type { Life } from './life.ts';

/** The evidence report of a life: its page, with the track that the controller received. */
export function htmlOf({ plan, world }: Life, records: readonly TrackerRecord[]): string {
  const track = records.flatMap((record) => (record.kind === 'fix' ? [record] : []));
  const day = {
    fromS: world.options.startS,
    untilS: Math.ceil(world.nowS),
    timeZone: 'Europe/Berlin',
  };
  const summary = { ...sampleReport.summary, seed: plan.seed, day, fixesSent: track.length };
  return renderReport({ ...sampleReport, summary, windows: [], track });
}
