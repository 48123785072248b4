import type { TrustedKey } from '@feierabend/protocol';

import { judgeClauses, type JudgedClause } from '../../record/clause-verdict.ts';
import { runRecord, type RunRecord } from '../../record/run-record.ts';
import type { DeclaredTest } from '../../record/declared-test.ts';
import { sha256Of } from '../digest.ts';
import { manifestName } from '../manifest.ts';
import { proofsOf } from '../proofs.ts';
import { derivedFiles, recordName } from '../run-files.ts';
import { readSignature, signatureName, verifySignature } from '../signature.ts';
import { unfinishedSentence } from '../unfinished/unfinished-text.ts';
import {
  readUnfinished,
  unfinishedName,
  type UnfinishedRun,
} from '../unfinished/unfinished-run.ts';
import { attachmentBytes, checkAttachments } from './check-attachments.ts';
import { checkManifest } from './check-manifest.ts';
import { checkTests, checkTimes } from './check-tests.ts';
import { checkVerdicts } from './check-verdicts.ts';
import type { Mismatch } from './mismatch.ts';
import type { RunFolder } from './read-folder.ts';

export interface Verification {
  /** Empty when the folder is what the run has written, and says what follows from it. */
  readonly mismatches: readonly Mismatch[];
  /** Runs that have written what they had, and no evidence; oldest first. */
  readonly unfinished: readonly UnfinishedRun[];
  /** Absent when run.json is none. */
  readonly record?: RunRecord;
  readonly clauses: readonly JudgedClause[];
  readonly signature: SignatureStanding;
  readonly files: number;
  /** Journals and receipts that verify. */
  readonly proofs: number;
  /** Whether those who verify are the tools that ran: pages of other ones may look different. */
  readonly tools: 'same' | 'other' | 'unknown';
}

interface SignatureStanding {
  readonly standing: 'none' | 'unchecked' | 'verified' | 'broken';
  readonly keyId?: string;
  readonly name?: string;
  readonly role?: string;
  readonly signedAt?: string;
}

export interface VerifyOptions {
  /** Whose signature counts; without them a signature is told and not believed. */
  readonly trusted?: readonly TrustedKey[];
  /** Of the tools that verify. */
  readonly sourceSha256?: string;
  /** What their suites declare; held against a run of these very tools. */
  readonly declared?: readonly DeclaredTest[];
}

/** Checks the folder of a run with nothing but its files. */
export function verifyRun(folder: RunFolder, options: VerifyOptions = {}): Verification {
  const { files: found, strange } = folder;
  const files = new Map(found);
  files.delete(unfinishedName);
  const unfinished = readUnfinished(found.get(unfinishedName) ?? new Uint8Array());
  const aborted = found.has(unfinishedName) ? [abortedBy(unfinished)] : [];
  // There is no evidence to be checked, and nobody says that there is.
  if (aborted.length > 0 && files.size === 0) {
    const nothing = { clauses: [], signature: { standing: 'none' }, files: 0, proofs: 0 } as const;
    return { mismatches: aborted, unfinished, ...nothing, tools: 'unknown' };
  }
  const [signature, unsigned] = checkSignature(files, options.trusted);
  const whole = [...aborted, ...checkManifest(files), ...strange, ...unsigned];
  const [record, unread] = readRecord(files.get(recordName) ?? new Uint8Array());
  if (record === undefined) {
    const mismatches = [...whole, ...unread];
    const nothing = { clauses: [], files: files.size, proofs: 0, tools: 'unknown' } as const;
    return { mismatches, unfinished, signature, ...nothing };
  }
  const attachments = attachmentBytes(files);
  const tools = standingOf(record, options);
  const mismatches = [
    ...whole,
    ...checkAttachments(record, files),
    ...checkVerdicts(record),
    ...checkTimes(record),
    ...(tools === 'same' ? checkTests(record, options.declared ?? []) : []),
    ...checkDerived(record, files, tools),
  ];
  const proofs = proofsOf(record, attachments).filter(({ outcome }) => outcome.isProven).length;
  const clauses = judgeClauses(record);
  const counts = { files: files.size, proofs };
  return { mismatches, unfinished, record, clauses, signature, ...counts, tools };
}

function abortedBy(unfinished: readonly UnfinishedRun[]): Mismatch {
  const last = unfinished.at(-1);
  return {
    code: 'EVIDENCE_ABORTED',
    where: unfinishedName,
    expected: 'every run into this folder to have written its evidence',
    came: last === undefined ? 'nothing that can be read' : unfinishedSentence(last),
  };
}

function standingOf(record: RunRecord, { sourceSha256 }: VerifyOptions): Verification['tools'] {
  if (sourceSha256 === undefined) return 'unknown';
  return sourceSha256 === record.tools.sourceSha256 ? 'same' : 'other';
}

function readRecord(bytes: Uint8Array): readonly [RunRecord | undefined, readonly Mismatch[]] {
  const broken = (came: string): readonly [undefined, readonly Mismatch[]] => {
    const expected = 'the record of a run, feierabend/hil-run/1';
    return [undefined, [{ code: 'EVIDENCE_SCHEMA', where: recordName, expected, came }]];
  };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  const read = runRecord.safeParse(value);
  if (read.success) return [read.data, []];
  const [issue] = read.error.issues;
  return broken(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it does not fit'}`);
}

function checkSignature(
  files: ReadonlyMap<string, Uint8Array>,
  trusted: readonly TrustedKey[] = [],
): readonly [SignatureStanding, readonly Mismatch[]] {
  const bytes = files.get(signatureName);
  const manifest = files.get(manifestName) ?? new Uint8Array();
  const broken = (expected: string, came: string): readonly Mismatch[] => [
    { code: 'EVIDENCE_SIGNATURE', where: signatureName, expected, came },
  ];
  if (bytes === undefined) {
    const missing = broken('the signature of somebody you trust', 'the run is not signed');
    return [{ standing: 'none' }, trusted.length === 0 ? [] : missing];
  }
  if (trusted.length === 0) {
    const read = readSignature(bytes, manifest);
    if (read.ok) return [{ standing: 'unchecked', ...read.value }, []];
    return [{ standing: 'broken' }, broken(read.fault.expected, read.fault.came)];
  }
  const read = verifySignature(bytes, manifest, trusted);
  if (!read.ok) return [{ standing: 'broken' }, broken(read.fault.expected, read.fault.came)];
  const { keyId, signedAt, key } = read.value;
  return [{ standing: 'verified', keyId, signedAt, name: key.name, role: key.role }, []];
}

/** Makes every page again and compares it byte for byte. */
function checkDerived(
  record: RunRecord,
  files: ReadonlyMap<string, Uint8Array>,
  tools: Verification['tools'],
): readonly Mismatch[] {
  const other = tools === 'other' ? '; the run was written by other tools than these' : '';
  return [...derivedFiles(record, attachmentBytes(files))].flatMap(([name, bytes]): Mismatch[] => {
    const found = files.get(name);
    if (found !== undefined && Buffer.compare(found, bytes) === 0) return [];
    const expected = `what follows from ${recordName}: ${sha256Of(bytes)}`;
    const came = found === undefined ? 'no such file' : `${sha256Of(found)}${other}`;
    return [{ code: 'EVIDENCE_DERIVED', where: name, expected, came }];
  });
}
