import { runOutcome } from '../../record/outcomes.ts';
import { sha256Of } from '../digest.ts';
import { sampleProofs } from '../sample-proofs.test-data.ts';
import { runFiles } from '../write-run.ts';
import {
  bytesOf,
  changed,
  exchanged,
  forged,
  good,
  journalPath,
  key,
  resummed,
  sample,
  signedMs,
  stranger,
  testOf,
  type Files,
} from './forging.test-data.ts';
import type { MismatchCode } from './mismatch.ts';

interface Tampering {
  readonly what: string;
  readonly files: () => Files;
  readonly found: readonly MismatchCode[];
}

const unsigned: MismatchCode = 'EVIDENCE_SIGNATURE';

export const tamperings: readonly Tampering[] = [
  {
    what: 'a verdict in run.json is flipped',
    files: () =>
      changed('run.json', (text) => text.replace('"outcome": "FAIL"', '"outcome": "PASS"')),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_VERDICT', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'a test is called passed, and everything made anew',
    files: () => forged((record) => void (testOf(record, 'security/a').outcome = 'PASS')),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'the last attempt is called passed as well',
    files: () =>
      forged((record) => {
        const one = testOf(record, 'security/a');
        one.outcome = 'PASS';
        for (const attempt of one.attempts) attempt.outcome = 'PASS';
      }),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'the run is called passed',
    files: () => forged((record) => void (record.outcome = 'PASS')),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'a measurement is moved into its limits',
    files: () => changed('run.json', (text) => text.replace('"value": 1\n', '"value": 0\n')),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'a measurement outside of its limits is called good',
    files: () =>
      forged((record) => {
        const [, last] = testOf(record, 'security/a').attempts;
        const [measurement] = last?.phases[0]?.measurements ?? [];
        if (measurement !== undefined) measurement.outcome = 'PASS';
      }),
    found: [unsigned, 'EVIDENCE_MEASUREMENT'],
  },
  {
    what: 'a limit is widened after the fact',
    files: () =>
      forged((record) => {
        const [, last] = testOf(record, 'security/a').attempts;
        const [measurement] = last?.phases[0]?.measurements ?? [];
        if (measurement !== undefined) measurement.expected = 1;
      }),
    found: [unsigned, 'EVIDENCE_MEASUREMENT'],
  },
  {
    what: 'a flaky test is called steady',
    files: () => forged((record) => void (testOf(record, 'flash/').flaky = false)),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'an attempt that failed is taken out',
    files: () => forged((record) => void testOf(record, 'flash/').attempts.shift()),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'a test that failed is called skipped',
    files: () =>
      forged((record) => {
        Object.assign(testOf(record, 'security/a'), { attempts: [], outcome: 'SKIP', reason: 'x' });
      }),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'a test that failed is skipped for something that the bench is made of',
    files: () =>
      forged((record) => {
        const skipped = { attempts: [], outcome: 'SKIP', needs: ['smp', 'time', 'supply'] };
        Object.assign(testOf(record, 'security/a'), { ...skipped, reason: 'no such equipment' });
      }),
    found: [unsigned, 'EVIDENCE_VERDICT', 'EVIDENCE_TESTS'],
  },
  {
    what: 'a test that failed is skipped for something that no bench has',
    files: () =>
      forged((record) => {
        const skipped = { attempts: [], outcome: 'SKIP', needs: ['a unicorn'] };
        Object.assign(testOf(record, 'security/a'), { ...skipped, reason: 'no unicorn' });
      }),
    found: [unsigned, 'EVIDENCE_SCHEMA'],
  },
  {
    what: 'what a test has measured is taken out',
    files: () =>
      forged((record) => {
        for (const { phases } of testOf(record, 'identify/').attempts) {
          for (const phase of phases) phase.measurements = [];
        }
      }),
    found: [unsigned, 'EVIDENCE_VERDICT'],
  },
  {
    what: 'a test is dropped, and everything made anew',
    files: () =>
      forged((record) => {
        record.tests.shift();
        // Where the bench broke, a test may be missing; it has to have broken something then.
        record.benchFaults = [];
        record.outcome = runOutcome(record);
      }),
    found: [unsigned, 'EVIDENCE_TESTS'],
  },
  {
    what: 'a test of another suite is called left out',
    files: () =>
      forged((record) => void (record.leftOut = [{ id: 'policy/x', clauses: ['TOM-5'] }])),
    found: [unsigned, 'EVIDENCE_TESTS'],
  },
  {
    what: 'a test proves one clause more than its suite declares',
    files: () => forged((record) => void testOf(record, 'identify/').clauses.push('AVV-4')),
    found: [unsigned, 'EVIDENCE_TESTS'],
  },
  {
    what: 'a test asks for something that the bench does not have, so that it may be skipped',
    files: () =>
      forged((record) => {
        const skipped = { attempts: [], outcome: 'SKIP', needs: ['indicator'] };
        Object.assign(testOf(record, 'security/a'), { ...skipped, reason: 'no light' });
      }),
    found: [unsigned, 'EVIDENCE_TESTS'],
  },
  {
    what: 'a skip gives another reason than the bench',
    files: () =>
      forged((record) => void (testOf(record, 'policy/the-ind').reason = 'the cat ate it')),
    found: [unsigned, 'EVIDENCE_TESTS'],
  },
  {
    what: 'the run ends before it begins',
    files: () => forged((record) => void (record.endedAt = '2020-01-01T00:00:00.000Z')),
    found: [unsigned, 'EVIDENCE_TIMES'],
  },
  {
    what: 'an attempt goes on longer than the run',
    files: () =>
      forged((record) => {
        for (const attempt of testOf(record, 'flash/').attempts) attempt.durationMs = 1e12;
      }),
    found: [unsigned, 'EVIDENCE_TIMES'],
  },
  {
    what: 'a test claims a clause that does not exist',
    files: () => forged((record) => void testOf(record, 'identify/').clauses.push('TOM-99')),
    found: [unsigned, 'EVIDENCE_TESTS', 'EVIDENCE_CLAUSE'],
  },
  {
    what: 'a byte of an attachment is changed',
    files: () => {
      const files = new Map(good.files);
      const bytes = Uint8Array.from(files.get(journalPath()) ?? []);
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      return files.set(journalPath(), bytes);
    },
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_ATTACHMENT', 'EVIDENCE_PROOF', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'a file is missing',
    files: () => {
      const files = new Map(good.files);
      files.delete('junit.xml');
      return files;
    },
    found: ['EVIDENCE_MISSING', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'an attachment is missing, and the manifest fits',
    files: () => {
      const files = new Map(good.files);
      files.delete(journalPath());
      return resummed(files);
    },
    found: [unsigned, 'EVIDENCE_MISSING', 'EVIDENCE_PROOF', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'there is a file too many',
    files: () => new Map(good.files).set('notes.txt', bytesOf('mine')),
    found: ['EVIDENCE_EXTRA'],
  },
  {
    what: 'there is an attachment too many, and the manifest fits',
    files: () => {
      const extra = bytesOf('mine');
      return resummed(new Map(good.files).set(`attachments/${sha256Of(extra)}`, extra));
    },
    found: [unsigned, 'EVIDENCE_EXTRA'],
  },
  {
    what: 'there is a file too many, and the manifest lists it',
    files: () => resummed(new Map(good.files).set('notes.txt', bytesOf('mine'))),
    found: [unsigned, 'EVIDENCE_EXTRA'],
  },
  {
    what: 'an entry is dropped from a journal, and everything made anew',
    files: () => exchanged(journalPath(), sampleProofs(2).journal),
    found: [unsigned, 'EVIDENCE_PROOF'],
  },
  {
    what: 'the key of the device is exchanged',
    files: () =>
      forged((record) => {
        const device = record.devices['van-07'];
        if (device !== undefined) device.signKey = 'ab'.repeat(32);
      }),
    found: [unsigned, 'EVIDENCE_PROOF'],
  },
  {
    what: 'the page is edited',
    files: () => changed('evidence.html', (text) => text.replaceAll('failed', 'proved')),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'the German page is edited, and the manifest fits',
    files: () =>
      resummed(changed('evidence.de.html', (text) => text.replaceAll('verfehlt', 'belegt'))),
    found: [unsigned, 'EVIDENCE_DERIVED'],
  },
  {
    what: 'junit.xml is edited',
    files: () => changed('junit.xml', (text) => text.replace('failures="1"', 'failures="0"')),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'run.json has a name twice, of which readers see one',
    files: () => changed('run.json', (text) => text.replace('{\n', '{\n  "outcome": "PASS",\n')),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_DERIVED'],
  },
  {
    what: 'run.json is cut',
    files: () => changed('run.json', (text) => text.slice(0, 500)),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_SCHEMA'],
  },
  {
    what: 'run.json has a field that no run has',
    files: () => changed('run.json', (text) => text.replace('{\n', '{\n  "approved": true,\n')),
    found: ['EVIDENCE_DIGEST', 'EVIDENCE_SCHEMA'],
  },
  {
    what: 'the manifest is missing',
    files: () => {
      const files = new Map(good.files);
      files.delete('SHA256SUMS');
      return files;
    },
    found: [unsigned, 'EVIDENCE_MANIFEST'],
  },
  {
    what: 'the manifest has a line that is none',
    files: () => changed('SHA256SUMS', (text) => `${text}\\${text}`),
    found: [unsigned, 'EVIDENCE_MANIFEST'],
  },
  {
    what: 'the signature is of somebody else',
    files: () => new Map(runFiles({ ...sample, sign: { key: stranger, atMs: signedMs } }).files),
    found: [unsigned],
  },
  {
    what: 'the signature was made after the key had expired',
    files: () => new Map(runFiles({ ...sample, sign: { key, atMs: 1_900_000_001_000 } }).files),
    found: [unsigned],
  },
  {
    what: 'the signature is of another run',
    files: () => {
      const other = runFiles({
        ...sample,
        record: { ...sample.record, runId: 'another' },
        sign: { key, atMs: signedMs },
      });
      const signature = other.files.get('SHA256SUMS.cose') ?? new Uint8Array();
      return new Map(good.files).set('SHA256SUMS.cose', signature);
    },
    found: [unsigned],
  },
  {
    what: 'a byte of the signature is changed',
    files: () => {
      const bytes = Uint8Array.from(good.files.get('SHA256SUMS.cose') ?? []);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return new Map(good.files).set('SHA256SUMS.cose', bytes);
    },
    found: [unsigned],
  },
  {
    what: 'coordinates are put back in, and the record denies it',
    files: () => {
      const records = sample.record.tests
        .flatMap(({ attempts }) => attempts.flatMap(({ phases }) => phases))
        .flatMap(({ attachments }) => attachments)
        .find(({ kind }) => kind === 'records');
      const scrubbed = good.record.tests
        .flatMap(({ attempts }) => attempts.flatMap(({ phases }) => phases))
        .flatMap(({ attachments }) => attachments)
        .find(({ kind }) => kind === 'records');
      const bytes = sample.attachments.get(records?.sha256 ?? '') ?? new Uint8Array();
      return exchanged(`attachments/${scrubbed?.sha256}`, bytes);
    },
    found: [unsigned, 'EVIDENCE_PLACES'],
  },
  {
    what: 'a drawn attachment is exchanged for something else',
    files: () => {
      const timing = testOf(good.record, 'report/').attempts[0]?.phases[0]?.attachments[0];
      return exchanged(`attachments/${timing?.sha256}`, bytesOf('{"schema":"another"}\n'));
    },
    found: [unsigned, 'EVIDENCE_CONTENT'],
  },
  {
    what: 'a later run has begun that nobody has ended',
    files: () => {
      const at = '2026-11-24T22:00:00.000Z';
      const begun = { event: 'run', schema: 'feierabend/hil-unfinished/1', at };
      const line = JSON.stringify({ ...begun, bench: 'virtual', command: 'hil run' });
      return new Map(good.files).set('unfinished.jsonl', bytesOf(`${line}\n`));
    },
    found: ['EVIDENCE_ABORTED'],
  },
];
