import {
  decodeJournalExport,
  TrackerIdentityCommand,
  verifyExport,
  type TrackerIdentity,
  type VerifiedExport,
} from '@feierabend/protocol';

import { fromFile } from '../files/faults.ts';
import type { SmpSession } from '../session/smp-session.ts';
import type { IdentityFile } from '../tenancy/identity-file.ts';
import { VerificationError } from '../verification-error.ts';
import { refuseOtherDevice } from './device-key.ts';
import { readJournal, type ReadJournal } from './read-journal.ts';

export interface AuditedDevice extends ReadJournal {
  readonly verified: VerifiedExport;
  readonly identity: TrackerIdentity;
}

/**
 * Reads journal and receipts of the device that answers, and verifies all of it.
 *
 * @param keep Gets the export before it is verified: one that does not hold is evidence.
 */
export async function auditDevice(
  session: SmpSession,
  pinned: IdentityFile | undefined,
  keep: (bytes: Uint8Array) => Promise<void> = async () => {},
): Promise<AuditedDevice> {
  const identity = await session.request(TrackerIdentityCommand.read, {}, { phase: 'identify' });
  const owner = { tenant: identity.ten, device: identity.dev };
  refuseOtherDevice(pinned, { ...owner, signKey: identity.sign });
  const read = await readJournal(session, owner, identity.sign);
  await keep(read.bytes);
  return { ...read, verified: verifiedOf(read.bytes, identity.sign), identity };
}

/** The whole check of an export; what does not hold ends with exit code 7. */
export function verifiedOf(
  bytes: Uint8Array,
  publicKey: Uint8Array,
  file?: string,
): VerifiedExport {
  if (file !== undefined) fromFile(decodeJournalExport(bytes), file);
  const verified = verifyExport(bytes, publicKey);
  if (verified.ok) return verified.value;
  const { code, expected, came, next } = verified.fault;
  throw new VerificationError({
    code: 'VERIFY_JOURNAL',
    expected: `the journal to hold: ${expected}`,
    came: `${came} (${code})`,
    next,
  });
}
