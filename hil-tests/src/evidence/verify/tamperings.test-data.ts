import { createOperatorKey } from '@feierabend/protocol';
import { expect } from 'vitest';

import type { RunRecord, TestRecord } from '../../record/run-record.ts';
import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import { sha256Of } from '../digest.ts';
import { manifestText } from '../manifest.ts';
import { derivedFiles } from '../run-files.ts';
import { sampleRun } from '../sample-evidence.test-data.ts';
import { sampleProofs } from '../sample-proofs.test-data.ts';
import { runFiles } from '../write-run.ts';
import { attachmentBytes } from './check-attachments.ts';
import type { MismatchCode } from './mismatch.ts';

export const key = createOperatorKey({
  name: 'Ada Beispiel',
  role: 'controller',
  seed: new Uint8Array(32).fill(3),
  notAfterS: 1_900_000_000,
});
const stranger = createOperatorKey({
  name: 'Eve',
  role: 'controller',
  seed: new Uint8Array(32).fill(4),
});
const signedMs = Date.UTC(2026, 10, 24, 8);
export const sample = sampleRun();
export const good = runFiles({ ...sample, sign: { key, atMs: signedMs } });

export type Files = Map<string, Uint8Array>;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (files: Files, name: string) => new TextDecoder().decode(files.get(name));

/** The record, changed by hand, with everything that follows from it made anew: whoever forges is no fool. */
export function forged(change: (record: Changeable) => void): Files {
  const record = structuredClone<Changeable>(good.record);
  change(record);
  const files = new Map(good.files);
  const attachments = attachmentBytes(files);
  for (const [name, bytes] of derivedFiles(record, attachments)) files.set(name, bytes);
  return resummed(files);
}

/** With a manifest that fits, and without the signature that no longer does. */
function resummed(files: Files): Files {
  files.delete('SHA256SUMS');
  files.delete('SHA256SUMS.cose');
  return files.set('SHA256SUMS', bytesOf(manifestText(files)));
}

type Changeable = { -readonly [Key in keyof RunRecord]: RunRecord[Key] };

export function testOf(record: Changeable, id: string): TestRecord {
  const found = record.tests.find((one) => one.id.startsWith(id));
  if (found === undefined) expect.unreachable();
  return found;
}

const changed = (name: string, change: (text: string) => string): Files => {
  const files = new Map(good.files);
  const before = textOf(files, name);
  const after = change(before);
  expect(after).not.toBe(before);
  return files.set(name, bytesOf(after));
};

const journalPath = () => {
  const { attempts } = testOf(good.record, 'deletion/');
  const [, journal] = attempts[0]?.phases[0]?.attachments ?? [];
  return `attachments/${journal?.sha256}`;
};

/** Replaces an attachment and everything that names its digest. */
function exchanged(path: string, content: Uint8Array): Files {
  const [, sha256 = ''] = path.split('/');
  const text = canonicalJson(good.record).replaceAll(sha256, sha256Of(content));
  const files = new Map(good.files);
  files.delete(path);
  files.set(`attachments/${sha256Of(content)}`, content);
  const record = JSON.parse(text) as RunRecord;
  for (const { attempts } of record.tests) {
    for (const { attachments } of attempts.flatMap(({ phases }) => phases)) {
      for (const one of attachments) {
        if (one.sha256 === sha256Of(content)) one.bytes = content.length;
      }
    }
  }
  for (const [name, bytes] of derivedFiles(record, attachmentBytes(files))) files.set(name, bytes);
  return resummed(files);
}

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
    what: 'a test claims a clause that does not exist',
    files: () => forged((record) => void testOf(record, 'identify/').clauses.push('TOM-99')),
    found: [unsigned, 'EVIDENCE_CLAUSE'],
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
];
