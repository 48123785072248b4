import {
  decodeJournalExport,
  TrackerIdentityCommand,
  verifyExport,
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
  readonly signKey: Uint8Array;
}

/** Reads journal and receipts of the device that answers, and verifies all of it. */
export async function auditDevice(
  session: SmpSession,
  pinned: IdentityFile | undefined,
): Promise<AuditedDevice> {
  const identity = await session.request(TrackerIdentityCommand.read, {}, { phase: 'identify' });
  const owner = { tenant: identity.ten, device: identity.dev };
  refuseOtherDevice(pinned, { ...owner, signKey: identity.sign });
  const read = await readJournal(session, owner, identity.sign);
  return { ...read, verified: verifiedOf(read.bytes, identity.sign), signKey: identity.sign };
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
