import { sha256 } from '@noble/hashes/sha2.js';

import { toHex } from '../bytes.ts';
import { UsageError, type FaultParts } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import { at, bool, bstr, oneOf, optional, text, uint } from '../schema/cbor-fields.ts';
import { cborMap, type CborMapValue } from '../schema/cbor-map.ts';
import { signStatement, verifyStatement, type DeviceStatement } from './device-signature.ts';
import type { JournalDetail } from './entry.ts';

/** What was deleted: a period, all reports, all but the identity key, or what was too old. */
export const deletionScopes = ['period', 'reports', 'device', 'retention'] as const;
export type DeletionScope = (typeof deletionScopes)[number];

export const receiptBytesMax = 640;
const timeSMax = 0xffff_ffff;

const statement = {
  tenant: at(1, text('tenant', { max: 64 })),
  device: at(2, text('device', { max: 64 })),
  scope: at(3, oneOf('what was deleted', deletionScopes)),
  fromS: at(4, optional(uint('period: UTC second, inclusive', { max: timeSMax }))),
  untilS: at(5, optional(uint('period: UTC second, exclusive', { max: timeSMax }))),
  count: at(6, uint('stored batches that were erased; 0 when there were none')),
  instruction: at(
    7,
    optional(bstr('why: SHA-256 of the signed instruction; none with "retention"', { length: 32 })),
  ),
  atS: at(
    8,
    optional(uint('UTC second; absent while the clock is not trusted', { max: timeSMax })),
  ),
  attested: at(
    9,
    bool(
      'true: the device read its storage back and found it erased; false: it only gave the order',
    ),
  ),
  journalCount: at(10, uint('entries in the journal before the one that tells of this deletion')),
  journalHead: at(11, bstr('hash of the last of them', { length: 32 })),
} as const;

const options = { keys: 'integer', closed: true } as const;
const StatementMap = cborMap('DeletionStatement', statement, options);
export const DeletionReceiptMap = cborMap(
  'DeletionReceipt',
  { ...statement, signature: at(12, bstr('Ed25519', { length: 64 })) },
  options,
);

/** What a device says it deleted, without the signature. It tells of no place and of no content. */
export type DeletionReceipt = CborMapValue<typeof statement>;

/**
 * The signed receipt (deterministic CBOR). The key is the device's Ed25519 seed. Throws {@link
 * UsageError} `JOURNAL_RECEIPT` when the parts contradict each other, `SCHEMA_RANGE` when one does
 * not fit.
 */
export function signReceipt(receipt: DeletionReceipt, privateKey: Uint8Array): Uint8Array {
  const broken = brokenRule(receipt);
  if (broken !== undefined) throw new UsageError(receiptFault(broken));
  const said = StatementMap.encode(receipt);
  const signature = signStatement(labelled(said), privateKey);
  return DeletionReceiptMap.encode({ ...receipt, signature });
}

/** Reads a receipt and checks it with the device's public key. Never throws. */
export function verifyReceipt(bytes: Uint8Array, publicKey: Uint8Array): Result<DeletionReceipt> {
  if (bytes.length > receiptBytesMax)
    return failed(receiptFault(`at most ${receiptBytesMax} bytes`));
  const map = DeletionReceiptMap.decode(bytes);
  if (!map.ok) return failed(receiptFault(map.fault.expected));
  const { signature, ...receipt } = map.value;
  const broken = brokenRule(receipt);
  if (broken !== undefined) return failed(receiptFault(broken));
  const said = labelled(StatementMap.encode(receipt));
  if (verifyStatement(said, signature, publicKey)) return ok(receipt);
  return failed({
    code: 'JOURNAL_RECEIPT_SIGNATURE',
    expected: `a deletion receipt signed by ${receipt.device}`,
    came: 'the signature does not verify with its key',
    next: 'check that the key belongs to this device; if it does, the deletion is not proven',
  });
}

/** Whether the plaintext of a `journal` frame is a receipt and no page: it is a CBOR map. */
export function isReceipt(plaintext: Uint8Array): boolean {
  return (plaintext[0] ?? 0) >> 5 === 5;
}

/** SHA-256 of the signed receipt, by which the journal names it. */
export function receiptDigest(receiptBytes: Uint8Array): Uint8Array {
  return sha256(receiptBytes);
}

/** What the `deletion` entry of the journal holds, so that neither can be left out unseen. */
export function receiptDetail(receiptBytes: Uint8Array): JournalDetail {
  return { receipt: toHex(receiptDigest(receiptBytes)) };
}

function brokenRule(receipt: DeletionReceipt): string | undefined {
  const { scope, fromS, untilS, instruction } = receipt;
  if ((fromS === undefined) !== (untilS === undefined)) return 'both ends of the period, or none';
  if (scope === 'period' && fromS === undefined) return 'the period that was deleted';
  if (fromS !== undefined && untilS !== undefined && untilS <= fromS) {
    return 'a period that ends after it begins';
  }
  if ((instruction === undefined) !== (scope === 'retention')) {
    return 'the digest of the instruction, unless the retention time of the policy had passed';
  }
  return undefined;
}

function labelled(bytes: Uint8Array): DeviceStatement {
  return { label: 'feierabend/1 deletion receipt', bytes };
}

function receiptFault(expected: string): FaultParts {
  return {
    code: 'JOURNAL_RECEIPT',
    expected: `a deletion receipt with ${expected}`,
    came: 'it is another',
    next: 'read the receipt from the device again',
  };
}
