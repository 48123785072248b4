import { createOperatorKey } from '@feierabend/protocol';
import { expect } from 'vitest';

import type { RunRecord, TestRecord } from '../../record/run-record.ts';
import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import { sha256Of } from '../digest.ts';
import { manifestText } from '../manifest.ts';
import { derivedFiles } from '../run-files.ts';
import { sampleRun } from '../sample-evidence.test-data.ts';
import { runFiles } from '../write-run.ts';
import { attachmentBytes } from './check-attachments.ts';

export const key = createOperatorKey({
  name: 'Ada Beispiel',
  role: 'controller',
  seed: new Uint8Array(32).fill(3),
  notAfterS: 1_900_000_000,
});
export const stranger = createOperatorKey({
  name: 'Eve',
  role: 'controller',
  seed: new Uint8Array(32).fill(4),
});
export const signedMs = Date.UTC(2026, 10, 24, 8);
export const sample = sampleRun();
export const good = runFiles({ ...sample, sign: { key, atMs: signedMs } });

export type Files = Map<string, Uint8Array>;
export const bytesOf = (text: string) => new TextEncoder().encode(text);
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
export function resummed(files: Files): Files {
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

export const changed = (name: string, change: (text: string) => string): Files => {
  const files = new Map(good.files);
  const before = textOf(files, name);
  const after = change(before);
  expect(after).not.toBe(before);
  return files.set(name, bytesOf(after));
};

export const journalPath = () => {
  const { attempts } = testOf(good.record, 'deletion/');
  const [, journal] = attempts[0]?.phases[0]?.attachments ?? [];
  return `attachments/${journal?.sha256}`;
};

/** Replaces an attachment and everything that names its digest. */
export function exchanged(path: string, content: Uint8Array): Files {
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

/** As the tools that wrote the sample know their suites. */
export const ownTools = {
  sourceSha256: sample.record.tools.sourceSha256,
  declared: sample.record.tests,
};
