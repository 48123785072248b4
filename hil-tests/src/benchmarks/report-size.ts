import {
  deriveKeyPair,
  encodeBatch,
  paddedBytes,
  policyDigestBytes,
  SealingSession,
  sessionIdBytes,
  sessionKeyBytes,
  type CompiledPolicy,
  type TrackerRecord,
} from '@feierabend/protocol';

import { device, tenant } from '../demo/tenant-kit.ts';
import type { Benchmark, BenchmarkRow } from './benchmark.ts';
import { capturedFixes, demoPolicy, generatedEpochs } from './captured-day.ts';
import { codec8Bytes } from './codec8.ts';

const seed = 1;
const intervalsS = [10, 60];
const batchSizes = [10, 42, 96];

interface Content {
  readonly content: string;
  readonly part: Pick<CompiledPolicy, 'precisionM' | 'fields'>;
}

const contents: readonly Content[] = [
  {
    content: '10 m, speed',
    part: { precisionM: 10, fields: { altitude: false, speed: true, course: false } },
  },
  {
    content: '1 m, all fields',
    part: { precisionM: 1, fields: { altitude: true, speed: true, course: true } },
  },
];

/** What a fix of the generated day costs in our reports, next to what a usual tracker spends. */
export const reportSize: Benchmark = {
  name: 'report-size',
  title: 'bytes per fix of the generated day, in batches that never span two work-hour windows',
  run() {
    const epochs = generatedEpochs(seed);
    const policy = demoPolicy(epochs, deriveKeyPair(new Uint8Array(32)).publicKey);
    const rows = contents.flatMap(({ content, part }) =>
      intervalsS.flatMap((intervalS) => {
        const { parkedS } = policy.intervals;
        const intervals = { movingS: intervalS, parkedS, floorS: intervalS };
        const windows = capturedFixes(epochs, { ...policy, ...part, intervals });
        return batchSizes.map((batch) => ({
          content,
          intervalS,
          batch,
          ...sizesOf(windows, batch),
        }));
      }),
    );
    return { columns, rows, notes };
  },
};

const columns = {
  content: 'content',
  intervalS: 'every s',
  batch: 'batch',
  fixes: 'fixes',
  batches: 'batches',
  plainPerFix: 'plain',
  paddedPerFix: 'padded',
  sealedPerFix: 'sealed',
  codec8PerFix: 'Codec 8',
  codec8Times: 'Codec 8 / sealed',
};

const notes = [
  'plain: the batch codec. padded: ISO/IEC 7816-4 to the steps of the protocol. sealed: AES-128-GCM frame, as it is published.',
  'Intervals are those of driving; parked, one fix in 10 minutes. MQTT, TLS and the session frame of each session come on top.',
  'Codec 8 without IO elements: 30 bytes a record (altitude, angle, satellites, speed always in it), 15 a packet; not encrypted.',
];

function sizesOf(windows: readonly (readonly TrackerRecord[])[], batch: number): BenchmarkRow {
  const session = SealingSession.create({
    tenant,
    device,
    sessionId: new Uint8Array(sessionIdBytes),
    sessionKey: new Uint8Array(sessionKeyBytes),
    policyDigest: new Uint8Array(policyDigestBytes),
    startedS: 0,
  });
  const sum = { fixes: 0, batches: 0, plain: 0, padded: 0, sealed: 0, codec8: 0 };
  for (const records of windows.flatMap((window) => batchesOf(window, batch))) {
    const plain = encodeBatch(records);
    sum.fixes += records.length;
    sum.batches += 1;
    sum.plain += plain.length;
    sum.padded += paddedBytes(plain.length);
    sum.sealed += session.seal('report', plain).length;
    sum.codec8 += codec8Bytes(records.length);
  }
  const perFix = (bytes: number): number => rounded(bytes / sum.fixes);
  return {
    fixes: sum.fixes,
    batches: sum.batches,
    plainBytes: sum.plain,
    paddedBytes: sum.padded,
    sealedBytes: sum.sealed,
    codec8Bytes: sum.codec8,
    plainPerFix: perFix(sum.plain),
    paddedPerFix: perFix(sum.padded),
    sealedPerFix: perFix(sum.sealed),
    codec8PerFix: perFix(sum.codec8),
    codec8Times: rounded(sum.codec8 / sum.sealed),
  };
}

function batchesOf(records: readonly TrackerRecord[], size: number): TrackerRecord[][] {
  return Array.from({ length: Math.ceil(records.length / size) }, (_, at) =>
    records.slice(at * size, (at + 1) * size),
  );
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
