import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';
import type { Outcome } from '../outcome/outcome.ts';
import type {
  RecordsContent,
  TimingContent,
  WindowsContent,
} from '../record/attachment-content.ts';
import type { Need } from '../record/bench-facts.ts';
import { isFlaky, measurementOutcome, runOutcome } from '../record/outcomes.ts';
import {
  runSchema,
  type Attachment,
  type AttemptRecord,
  type Fault,
  type Measurement,
  type RunRecord,
  type TestRecord,
} from '../record/run-record.ts';
import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import { at, sampleRibbon, sampleTrack } from '../report/sample-run.test-data.ts';
import { sha256Of, type AttachmentBytes } from './digest.ts';
import { sampleDevice, sampleProofs } from './sample-proofs.test-data.ts';

const startedMs = Date.UTC(2026, 10, 23, 22);
const day = { fromS: at(5, 30), untilS: at(21, 30) };

/** Collects what tests attach, as a runner does. */
class SampleAttachments {
  readonly bytes = new Map<string, Uint8Array>();

  add(kind: Attachment['kind'], name: string, content: Uint8Array | string | object): Attachment {
    const text = content instanceof Uint8Array ? undefined : content;
    const bytes =
      content instanceof Uint8Array
        ? content
        : new TextEncoder().encode(typeof text === 'string' ? text : canonicalJson(text));
    const sha256 = sha256Of(bytes);
    this.bytes.set(sha256, bytes);
    const mime = mimes[kind];
    return { kind, name, mime, sha256, bytes: bytes.length, device: 'van-07' };
  }
}

const mimes: Readonly<Record<Attachment['kind'], string>> = {
  journal: 'application/cbor',
  receipt: 'application/cbor',
  policy: 'application/yaml',
  records: 'application/json',
  windows: 'application/json',
  timing: 'application/json',
  log: 'text/plain',
  bytes: 'application/octet-stream',
};

interface Sample {
  readonly clauses?: readonly string[];
  readonly needs?: readonly Need[];
  readonly outcomes?: readonly Outcome[];
  readonly fault?: Fault;
  readonly reason?: string;
  readonly measurements?: readonly Omit<Measurement, 'outcome'>[];
  readonly attachments?: readonly Attachment[];
}

function testOf(id: string, sample: Sample): TestRecord {
  const [suite = '', name = ''] = id.split('/');
  const { outcomes = ['PASS'], clauses = [], needs = [], reason } = sample;
  const attempts = outcomes.map((outcome, index) => attemptOf(outcome, index, sample));
  return {
    id,
    suite,
    name: name.replaceAll('-', ' '),
    clauses: [...clauses],
    needs: [...needs],
    attempts,
    outcome: outcomes.at(-1) ?? 'SKIP',
    flaky: isFlaky(attempts),
    ...(reason === undefined ? {} : { reason }),
  };
}

function attemptOf(outcome: Outcome, index: number, sample: Sample): AttemptRecord {
  const { measurements = [], attachments = [], fault } = sample;
  const measured = measurements.map((one) => ({ ...one, outcome: measurementOutcome(one) }));
  const isMeasured = measured.some((one) => one.outcome === 'FAIL');
  const isGood = outcome === 'PASS';
  return {
    startedAt: new Date(startedMs + index * 90_000).toISOString(),
    durationMs: 2345 + 100 * index,
    outcome,
    phases: [
      {
        name: 'drive and look',
        startMs: 12,
        durationMs: 2200,
        outcome: isGood || isMeasured ? outcome : 'PASS',
        measurements: isGood || isMeasured ? measured : [],
        attachments: isGood ? [...attachments] : [],
      },
    ],
    ...(isGood ? {} : { fault: fault ?? { message: 'expected 3 reports, 2 came' } }),
  };
}

export interface SampleRun {
  readonly record: RunRecord;
  readonly attachments: AttachmentBytes;
  /** What went into the receiver: no file may have any of it. */
  readonly fed: readonly FedPosition[];
}

/** A night of the virtual bench with everything in it that can happen to a test. */
export function sampleRun(): SampleRun {
  const made = new SampleAttachments();
  const tests = sampleTests(made);
  const benchFaults = [{ code: 'RIG_CURRENT', message: 'the sensor of the supply read 0 mA' }];
  const record: RunRecord = {
    schema: runSchema,
    runId: '2026-11-23-2200-virtual',
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(startedMs + 254_321).toISOString(),
    outcome: runOutcome({ tests, benchFaults }),
    bench: {
      name: 'virtual bench',
      target: 'virtual',
      power: 'rig',
      rig: 'emulated',
      broker: 'embedded',
      gnss: 'injection',
      capabilities: ['smp', 'tracker', 'gnss-input', 'modem'],
      firmware: 'built',
      bootKey: true,
      currentSense: true,
      disposable: true,
      fileSha256: 'c0'.repeat(32),
    },
    suites: [...new Set(tests.map(({ suite }) => suite))],
    seed: 4711,
    defects: [],
    command: 'hil run --bench benches/virtual.yaml --seed 4711 --out out/hil',
    tools: {
      node: 'v20.20.2',
      platform: 'linux',
      feierabend: '0.1.0',
      sourceSha256: '5e'.repeat(32),
      commit: '0123456789abcdef0123456789abcdef01234567',
      isChanged: false,
    },
    digests: {
      'firmware 1.1.0': 'f1'.repeat(32),
      'firmware under test': 'f2'.repeat(32),
      'policy 10 of identify/the-tracker-says-who-it-is': '9e'.repeat(32),
      'policy 2 of security/another': '9e'.repeat(32),
      'policy 3 of identify/the-tracker-says-who-it-is': '9f'.repeat(32),
      'service-vans': '9d'.repeat(32),
    },
    devices: { 'van-07': sampleDevice },
    benchFaults,
    tests,
  };
  const fed = sampleTrack().map(({ timeS, latitudeE5, longitudeE5 }) => ({
    atS: timeS,
    latitudeE7: latitudeE5 * 100 + 37,
    longitudeE7: longitudeE5 * 100 - 21,
  }));
  return { record, attachments: made.bytes, fed };
}

function sampleTests(made: SampleAttachments): TestRecord[] {
  return [...firstTests(made), ...lastTests(made)];
}

function firstTests(made: SampleAttachments): TestRecord[] {
  return [
    testOf('identify/the-tracker-says-who-it-is', {
      clauses: ['TOM-3'],
      measurements: [{ name: 'different keys', value: 2, expected: 2 }],
    }),
    testOf('flash/power-cuts-leave-a-bootable-image', {
      clauses: ['TOM-8', 'TOM-9'],
      needs: ['smp', 'power'],
      outcomes: ['TIMEOUT', 'PASS'],
      fault: {
        code: 'SMP_TIMEOUT',
        message: 'no answer to "image upload" within 5000 ms; the last bytes seen: 06 09 41 41',
      },
      measurements: [
        { name: 'power cuts', value: 24, min: 24 },
        { name: 'longest recovery', value: 1830, unit: 'ms', max: 3000 },
      ],
    }),
    testOf('policy/windows-open-and-close-to-the-second', {
      clauses: ['TOM-5'],
      needs: ['gnss-input'],
      measurements: [
        { name: 'opening error', value: 0, unit: 's', min: -1, max: 1 },
        { name: 'closing error', value: 1, unit: 's', min: -1, max: 1 },
        { name: 'fixes outside', value: 0, expected: 0 },
      ],
      attachments: dayAttachments(made),
    }),
    testOf('policy/the-indicator-is-lit-while-it-captures', {
      clauses: ['AVV-4'],
      needs: ['indicator'],
      outcomes: [],
      reason: 'the bench "virtual bench" does not promise indicator',
    }),
    testOf('policy/loosening-needs-two-signatures', {
      clauses: ['AVV-5', 'TOM-12'],
      measurements: [{ name: 'signatures', value: 2, min: 2 }],
    }),
    testOf('report/everything-arrives-after-an-outage', {
      clauses: ['TOM-8'],
      measurements: [{ name: 'delay', value: 41.527, unit: 's', max: 60 }],
      attachments: [made.add('timing', 'delivery', delivery)],
    }),
  ];
}

function lastTests(made: SampleAttachments): TestRecord[] {
  const { journal, receipt } = sampleProofs();
  return [
    testOf('security/a-foreign-tenant-gets-nothing', {
      clauses: ['TOM-7', 'AVV-8'],
      outcomes: ['FAIL', 'FAIL'],
      fault: {
        message:
          'the foreign tenant received 1 message\n    at 48.13731, 11.57549 <retained> & "raw"\u0000',
      },
      measurements: [{ name: 'messages received', value: 1, expected: 0 }],
    }),
    testOf('security/tls-1.1-is-refused', {
      clauses: ['TOM-10'],
      outcomes: ['ERROR'],
      fault: { code: 'BROKER_GONE', message: 'the broker of the bench ended with code 1' },
    }),
    testOf('deletion/wipe-leaves-nothing-and-says-so', {
      clauses: ['TOM-11', 'AVV-11.1', 'AVV-11.2'],
      measurements: [{ name: 'sectors read back erased', value: 256, expected: 256 }],
      attachments: [made.add('receipt', 'wipe', receipt), made.add('journal', 'journal', journal)],
    }),
    testOf('journal/an-entry-cannot-be-dropped', {
      clauses: ['TOM-9', 'AVV-9.1'],
      measurements: [{ name: 'entries', value: 3, min: 1 }],
      attachments: [
        made.add(
          'log',
          'serial',
          'fix lat=48.13731 lon=11.57549\n$GNGLL,4808.2386,N,01134.5294,E\n',
        ),
        made.add('bytes', 'raw', new Uint8Array(64).fill(7)),
      ],
    }),
    testOf('canary/no-private-position-on-any-channel', {
      clauses: ['TOM-6', 'AVV-9.5'],
      measurements: [
        { name: 'planted leaks found', value: 97, expected: 97 },
        { name: 'positions found', value: 0, expected: 0 },
      ],
    }),
  ];
}

const delivery: TimingContent = {
  schema: 'feierabend/timing/1',
  title: 'from capture to controller',
  unit: 's',
  max: 60,
  samples: Array.from(
    { length: 60 },
    (_, index) => 4 + 30 * Math.sin(index / 9) ** 2 + (index % 7),
  ),
};

function dayAttachments(made: SampleAttachments): Attachment[] {
  const windows: WindowsContent = {
    schema: 'feierabend/windows/1',
    timeZone: 'Europe/Berlin',
    ...day,
    windows: [
      { fromS: at(8), untilS: at(12) },
      { fromS: at(12, 30), untilS: at(16, 30) },
    ],
  };
  const records: RecordsContent = {
    schema: 'feierabend/records/1',
    segments: [
      ...sampleRibbon.slice(0, -1),
      { fromS: at(16, 30), untilS: at(21), state: 'withheld', reason: 'outside-hours' },
      { fromS: at(21), untilS: at(21, 30), state: 'nothing' },
    ],
    track: { places: 'absolute', points: sampleTrack() },
  };
  return [made.add('windows', 'day', windows), made.add('records', 'day', records)];
}
