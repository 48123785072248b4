import type { Result } from '@feierabend/protocol';

import type { Attachment, RunRecord } from '../../record/run-record.ts';
import { attachmentsOf, type PlacedAttachment } from '../attachments-of.ts';
import { sha256Of, type AttachmentBytes } from '../digest.ts';
import { proofsOf } from '../proofs.ts';
import { readRecords, readTiming, readWindows } from '../read-content.ts';
import { attachmentFolder } from '../run-files.ts';
import type { Mismatch } from './mismatch.ts';

/** Every attachment of the record is there and is what its kind promises; every file there is one of the record. */
export function checkAttachments(
  record: RunRecord,
  files: ReadonlyMap<string, Uint8Array>,
): readonly Mismatch[] {
  const attachments = attachmentBytes(files);
  const placed = attachmentsOf(record);
  const named = new Set(placed.map(({ attachment }) => attachment.sha256));
  const orphans = [...attachments.keys()].filter((sha256) => !named.has(sha256));
  return [
    ...placed.flatMap((one) => checkOne(one, attachments, record)),
    ...checkProofs(record, attachments),
    ...orphans.map((sha256): Mismatch => {
      const where = `${attachmentFolder}/${sha256}`;
      const expected = 'an attachment that a test names';
      return { code: 'EVIDENCE_EXTRA', where, expected, came: 'no test names it' };
    }),
  ];
}

/** The files of the folder of attachments, by the name they have there. */
export function attachmentBytes(files: ReadonlyMap<string, Uint8Array>): AttachmentBytes {
  const prefix = `${attachmentFolder}/`;
  return new Map(
    [...files].flatMap(([name, bytes]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), bytes] as const] : [],
    ),
  );
}

function checkOne(
  { attachment, test }: PlacedAttachment,
  attachments: AttachmentBytes,
  record: RunRecord,
): readonly Mismatch[] {
  const { sha256, name, bytes: length, device } = attachment;
  const where = `${test.id}, ${name}`;
  const bytes = attachments.get(sha256);
  if (bytes === undefined) {
    const expected = `${attachmentFolder}/${sha256}`;
    return [{ code: 'EVIDENCE_MISSING', where, expected, came: 'no such file' }];
  }
  const digest = sha256Of(bytes);
  if (digest !== sha256 || bytes.length !== length) {
    const expected = `${length} bytes with the digest ${sha256}`;
    const came = `${bytes.length} bytes with the digest ${digest}`;
    return [{ code: 'EVIDENCE_ATTACHMENT', where, expected, came }];
  }
  if (device !== undefined && record.devices[device] === undefined) {
    const came = `the record knows no device ${device}`;
    return [{ code: 'EVIDENCE_CONTENT', where, expected: 'a device of the run', came }];
  }
  return checkContent(where, attachment, { bytes, isPlaced: record.placesKept === true });
}

function checkContent(
  where: string,
  { kind }: Attachment,
  { bytes, isPlaced }: { readonly bytes: Uint8Array; readonly isPlaced: boolean },
): readonly Mismatch[] {
  const read: Result<unknown> | undefined =
    kind === 'windows' ? readWindows(bytes) : kind === 'timing' ? readTiming(bytes) : undefined;
  const records = kind === 'records' ? readRecords(bytes) : undefined;
  const broken = [read, records].find((one) => one?.ok === false);
  if (broken?.ok === false) {
    const { expected, came } = broken.fault;
    return [{ code: 'EVIDENCE_CONTENT', where, expected, came }];
  }
  if (records?.ok === true && records.value.track.places === 'absolute' && !isPlaced) {
    const expected = 'a track in metres from its first point';
    return [{ code: 'EVIDENCE_PLACES', where, expected, came: 'it has coordinates' }];
  }
  return [];
}

/** What a test that failed has attached may be broken, and is the evidence of it. */
function checkProofs(record: RunRecord, attachments: AttachmentBytes): readonly Mismatch[] {
  return proofsOf(record, attachments).flatMap(({ outcome, attempt, test, kind, device }) => {
    if (outcome.isProven || attempt.outcome !== 'PASS') return [];
    const where = `${test.id}, ${kind} of ${device}`;
    const expected = `a ${kind} that verifies with the key of the device`;
    return [{ code: 'EVIDENCE_PROOF', where, expected, came: `${outcome.came} [${outcome.code}]` }];
  });
}
