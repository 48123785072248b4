import type { PolicySource } from '@feierabend/protocol/policy-source';

import { dayAccount } from '../checks/day-account.ts';
import { localWindows } from '@feierabend/firmware-sim/controller/local-windows';
import type { Received } from '@feierabend/firmware-sim/controller/report-controller';
import type {
  RecordsContent,
  TimingContent,
  WindowsContent,
} from '../record/attachment-content.ts';
import type { RibbonSegment, WindowSpan } from '../report/ribbon.ts';
import type { TestRecorder } from '../run/test-recorder.ts';
import { fixesIn } from './fixes.ts';

export interface SceneEvidence {
  readonly name: string;
  readonly device: string;
  readonly policy: PolicySource;
  readonly received: Received;
  readonly fromMs: number;
  readonly untilMs: number;
}

const json = 'application/json';

/** Keeps what the ribbon of a scene shows: when it was allowed, and what arrived. Whether places are kept is decided when the evidence is written. */
export function attachDay(
  record: TestRecorder,
  { name, device, policy, received, fromMs, untilMs }: SceneEvidence,
): { readonly windows: readonly WindowSpan[]; readonly account: readonly RibbonSegment[] } {
  const span = { fromS: Math.floor(fromMs / 1000), untilS: Math.ceil(untilMs / 1000) };
  const windows = localWindows(policy, span.fromS, span.untilS);
  const account = dayAccount({
    records: received.records,
    windows,
    ...span,
    intervalMaxS: policy.intervals.parkedS,
  });
  const allowed: WindowsContent = {
    schema: 'feierabend/windows/1',
    timeZone: policy.timeZone,
    ...span,
    windows,
  };
  const arrived: RecordsContent = {
    schema: 'feierabend/records/1',
    segments: [...account],
    track: {
      places: 'absolute',
      points: fixesIn(received.records).map(({ timeS, latitudeE5, longitudeE5 }) => ({
        timeS,
        latitudeE5,
        longitudeE5,
      })),
    },
  };
  const kept = { device, mime: json };
  record.attach({ name, kind: 'windows', ...kept }, JSON.stringify(allowed));
  record.attach({ name, kind: 'records', ...kept }, JSON.stringify(arrived));
  return { windows, account };
}

/** Draws many measurements of one thing; where nothing was measured there is nothing to draw. */
export function attachTiming(record: TestRecorder, timing: Omit<TimingContent, 'schema'>): void {
  if (timing.samples.length === 0) return;
  const content: TimingContent = { schema: 'feierabend/timing/1', ...timing };
  record.attach({ name: timing.title, kind: 'timing', mime: json }, JSON.stringify(content));
}
