import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { Capture } from '../../firmware-sim/src/core/capture/capture.ts';
import { EpochAssembler } from '../../firmware-sim/src/gnss/epoch.ts';
import type { GnssFeed } from '../../firmware-sim/src/gnss/feed.ts';
import { SentenceGuard } from '../../firmware-sim/src/gnss/sentence-guard.ts';
import { readNmeaLog } from '../../firmware-sim/src/replay/nmea-log.ts';
import { generateDay } from '../../firmware-sim/src/route/generate-day.ts';
import { samplePolicy } from '../src/policy/sample-policy.suite.ts';
import type { FixRecord, TrackerRecord } from '../src/report/records.ts';

/** A fix as the receiver gave it. */
export type SourceFix = Parameters<Capture['fix']>[0];

export interface CaptureOptions {
  readonly intervalS: number;
  /** The same as moving unless told. */
  readonly parkedS?: number;
  /** Seconds by which the first fix is late. */
  readonly phaseS?: number;
  readonly precisionM?: number;
  readonly fields?: {
    readonly altitude: boolean;
    readonly speed: boolean;
    readonly course: boolean;
  };
}

const bare = { altitude: false, speed: false, course: false };

/** All fixes of a generated working day, one a second. */
export function generatedFixes(seed: number): SourceFix[] {
  return fixesOf(generateDay({ seed, date: '2026-11-23', utcOffsetMin: 60 }));
}

/** All fixes of a recorded NMEA log. */
export function loggedFixes(path: string): SourceFix[] {
  return fixesOf(readNmeaLog(readFileSync(path), { name: basename(path) }).feed);
}

function fixesOf(feed: GnssFeed): SourceFix[] {
  const guard = new SentenceGuard();
  const epochs = new EpochAssembler();
  const encoder = new TextEncoder();
  return feed.epochs.flatMap(({ text }) =>
    guard.push(encoder.encode(text)).flatMap((sentence) => {
      const epoch = epochs.push(sentence);
      if (epoch?.position === undefined) return [];
      return [{ timeMs: epoch.timeMs, ...epoch.position }];
    }),
  );
}

/** What the firmware's capture makes of the fixes. */
export function captured(fixes: readonly SourceFix[], options: CaptureOptions): FixRecord[] {
  const { intervalS, parkedS = intervalS, phaseS = 0, precisionM = 1, fields = bare } = options;
  const intervals = { movingS: intervalS, parkedS, floorS: intervalS };
  const startS = Math.floor((fixes[0]?.timeMs ?? 0) / 1000) + phaseS;
  const capture = new Capture({ ...samplePolicy, intervals, precisionM, fields }, startS);
  return fixes.flatMap((fix) => {
    const record = fix.timeMs < startS * 1000 ? undefined : capture.fix(fix);
    return record?.kind === 'fix' ? [record] : [];
  });
}

/** Full batches of `size`; what is left over is not told. */
export function batchesOf<T extends TrackerRecord>(records: readonly T[], size: number): T[][] {
  const count = Math.floor(records.length / size);
  return Array.from({ length: count }, (_, i) => records.slice(size * i, size * (i + 1)));
}
