import { equalBytes } from '../bytes.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import { chainEntry, journalGenesis } from './chain.ts';
import { receiptDetail, verifyReceipt, type DeletionReceipt } from './deletion-receipt.ts';
import type { JournalEntry } from './entry.ts';
import { decodeJournalExport, foreignKey, type JournalExport } from './journal-export.ts';
import { verifyJournal, type VerifiedJournal } from './signed-head.ts';

/**
 * A journal that is what the device has signed, with the deletions it has proven. With `cut` it is
 * the rest of a longer one, and proves nothing about the deletions before.
 */
export interface VerifiedExport extends VerifiedJournal {
  readonly receipts: readonly DeletionReceipt[];
}

/**
 * The whole check of an exported journal from its file and the device's public key alone: the chain
 * up to the signed head, every receipt, and that each receipt stands in the journal where it says,
 * and each that the journal names is there. Never throws.
 *
 * Faults: `JOURNAL_EXPORT`, `JOURNAL_KEY`, those of `verifyJournal` and of `verifyReceipt`,
 * `JOURNAL_RECEIPT_PLACE` and `JOURNAL_RECEIPT_MISSING`.
 */
export function verifyExport(bytes: Uint8Array, publicKey: Uint8Array): Result<VerifiedExport> {
  const read = decodeJournalExport(bytes);
  if (!read.ok) return read;
  const file = read.value;
  const foreign = foreignKey(file.keyId, publicKey);
  if (foreign !== undefined) return foreign;
  const { tenant, device, entries, signedHead, checkpoint } = file;
  const owner = { tenant, device };
  const journal = verifyJournal({ entries, signedHead, publicKey, owner, checkpoint });
  if (!journal.ok) return journal;
  const receipts = verifyReceipts(file, journal.value, publicKey);
  return receipts.ok ? ok({ ...journal.value, receipts: receipts.value }) : receipts;
}

function verifyReceipts(
  file: JournalExport,
  { entries, cut }: VerifiedJournal,
  publicKey: Uint8Array,
): Result<readonly DeletionReceipt[]> {
  const heads = headsOf(file, cut?.head ?? journalGenesis(file));
  const named = entries.filter(({ detail }) => detail['receipt'] !== undefined);
  const receipts: DeletionReceipt[] = [];
  for (const [number, bytes] of file.receipts.entries()) {
    const read = verifyReceipt(bytes, publicKey);
    if (!read.ok) return read;
    const receipt = read.value;
    const { journalCount, journalHead } = receipt;
    const isOwn = receipt.tenant === file.tenant && receipt.device === file.device;
    const head = heads[journalCount - (cut?.count ?? 0)];
    const entry = named[number];
    const isNamed =
      entry?.index === journalCount &&
      entry.kind === 'deletion' &&
      entry.detail['receipt'] === receiptDetail(bytes)['receipt'];
    if (!isOwn || !isNamed || head === undefined || !equalBytes(head, journalHead)) {
      return misplaced(number, journalCount);
    }
    receipts.push(receipt);
  }
  const missing = named[receipts.length];
  return missing === undefined ? ok(receipts) : missingReceipt(missing);
}

/** The head in front of each entry, and the one behind the last. */
function headsOf(file: JournalExport, first: Uint8Array): readonly Uint8Array[] {
  let head = first;
  const heads = [head];
  for (const entry of file.entries) {
    head = chainEntry(head, entry);
    heads.push(head);
  }
  return heads;
}

function misplaced(number: number, index: number): Failed {
  return failed({
    code: 'JOURNAL_RECEIPT_PLACE',
    expected: `entry ${index} of the journal to name receipt ${number} of the file`,
    came: 'it names another, or the receipt names another journal',
    next: 'export journal and receipts again; if it stays so, one of them was exchanged',
  });
}

function missingReceipt({ index, detail }: JournalEntry): Failed {
  return failed({
    code: 'JOURNAL_RECEIPT_MISSING',
    expected: `the receipt ${String(detail['receipt']).slice(0, 16)} that entry ${index} names`,
    came: 'the file does not hold it',
    next: 'export the journal again, with all receipts',
  });
}
