import {
  compareHeads,
  decodeEntry,
  decodeJournalExport,
  decodeJournalPage,
  encodeJournalExport,
  JournalRead,
  verifyHead,
  type DeletionReceipt,
  type JournalPage,
} from '@feierabend/protocol';

import { verifiedOf } from '../audit/audit-device.ts';
import type { ReadJournal } from '../audit/read-journal.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { unproved } from './wipe-receipt.ts';

/**
 * The journal to its very end: what was exported before the wipe, and the last page that the device
 * keeps; verified up to the head that the receipt names.
 */
export async function wholeJournal(
  session: SmpSession,
  exported: ReadJournal,
  parts: { readonly receipt: DeletionReceipt; readonly signKey: Uint8Array },
): Promise<{ readonly bytes: Uint8Array; readonly entries: number }> {
  const { receipt, signKey } = parts;
  const from = nextIndex(exported);
  const answer = await session.request(JournalRead.read, { from }, { phase: 'the last page' });
  const page = decodeJournalPage(answer.page);
  if (!page.ok) throw unproved('the last page of the journal', page.fault.came);
  const head = verifyHead(page.value.signedHead, signKey);
  if (!head.ok) throw unproved('the last page to be signed by the device', head.fault.came);
  const { journalCount: count, journalHead } = receipt;
  const same = compareHeads(head.value, { count, head: journalHead });
  if (!same.ok) throw unproved(same.fault.expected, same.fault.came);
  const bytes = joined(exported, page.value);
  const { entries } = verifiedOf(bytes, signKey);
  return { bytes, entries: entries.length };
}

function joined(exported: ReadJournal, { firstIndex, entries, signedHead }: JournalPage) {
  const file = decodeJournalExport(exported.bytes);
  if (!file.ok) throw unproved('the journal as it was exported before', file.fault.came);
  const from = nextIndex(exported);
  const rest = entries.filter((_entry, index) => firstIndex + index >= from);
  return encodeJournalExport({
    ...file.value,
    entries: [...exported.entries, ...rest],
    signedHead,
  });
}

function nextIndex({ entries }: ReadJournal): number {
  const last = decodeEntry(entries.at(-1) ?? new Uint8Array());
  return last.ok ? last.value.index + 1 : 0;
}
