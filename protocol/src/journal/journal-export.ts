import { equalBytes, toHex } from '../bytes.ts';
import { keyIdBytes, keyIdOf } from '../crypto/key-id.ts';
import type { FaultParts } from '../errors.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import { arrayOf, at, bstr, oneOf, optional, text } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';
import type { JournalOwner } from './chain.ts';
import { checkpointBytesMax } from './checkpoint.ts';
import { receiptBytesMax } from './deletion-receipt.ts';
import { journalLimits } from './entry.ts';
import { journalPageLimits } from './page.ts';

export const journalExportFormat = 'feierabend-journal/1';
export const journalExportLimits = { entriesMax: 65_536, receiptsMax: 4096 } as const;

const { entriesMax, receiptsMax } = journalExportLimits;
const entry = bstr('entry', { max: journalLimits.entryBytesMax });
const receipt = bstr('receipt', { max: receiptBytesMax });

export const JournalExportMap = cborMap(
  'JournalExport',
  {
    format: at(1, oneOf('what the file is', [journalExportFormat])),
    tenant: at(2, text('tenant', { max: 64 })),
    device: at(3, text('device', { max: 64 })),
    keyId: at(
      4,
      bstr('first bytes of the SHA-256 of the key the device signs with', { length: keyIdBytes }),
    ),
    entries: at(
      5,
      arrayOf(entry, 'every entry, from number 0 or from the checkpoint', { itemsMax: entriesMax }),
    ),
    signedHead: at(
      6,
      bstr('SignedJournalHead behind the last entry', {
        max: journalPageLimits.signedHeadBytesMax,
      }),
    ),
    receipts: at(
      7,
      arrayOf(receipt, 'every DeletionReceipt, in the order of the journal', {
        itemsMax: receiptsMax,
      }),
    ),
    checkpoint: at(
      8,
      optional(
        bstr('JournalCheckpoint, when the device no longer has its first entries', {
          max: checkpointBytesMax,
        }),
      ),
    ),
  },
  { keys: 'integer', closed: true },
);

/** A whole journal in one file. Nothing in it is true before `verifyExport` has said so. */
export interface JournalExport extends JournalOwner {
  /** Of the device's Ed25519 key; it tells which key to look for, and proves nothing. */
  readonly keyId: Uint8Array;
  readonly entries: readonly Uint8Array[];
  readonly signedHead: Uint8Array;
  readonly receipts: readonly Uint8Array[];
  /** Signed; only when the entries do not begin at number 0. */
  readonly checkpoint?: Uint8Array | undefined;
}

/** The file. Throws `SCHEMA_RANGE` when a part does not fit. */
export function encodeJournalExport(parts: JournalExport): Uint8Array {
  return JournalExportMap.encode({ format: journalExportFormat, ...parts });
}

/** Takes a file apart without verifying anything. Never throws. */
export function decodeJournalExport(bytes: Uint8Array): Result<JournalExport> {
  const map = JournalExportMap.decode(bytes);
  if (!map.ok) return failed(exportFault(`${map.fault.expected} was expected, ${map.fault.came}`));
  const { format: _format, ...parts } = map.value;
  return ok(parts);
}

/** The fault of a file that names another key than the one at hand. */
export function foreignKey(keyId: Uint8Array, publicKey: Uint8Array): Failed | undefined {
  const given = keyIdOf(publicKey);
  if (equalBytes(given, keyId)) return undefined;
  return failed({
    code: 'JOURNAL_KEY',
    expected: `the key ${toHex(keyId)}, with which this journal says it is signed`,
    came: `the key ${toHex(given)} was given`,
    next: 'take the key that the device showed when it was provisioned',
  });
}

function exportFault(came: string): FaultParts {
  return {
    code: 'JOURNAL_EXPORT',
    expected: `a journal export, ${journalExportFormat}`,
    came,
    next: 'export the journal again, or copy the file again',
  };
}
