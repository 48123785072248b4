import {
  DataError,
  decodeEntry,
  decodeJournalPage,
  encodeJournalExport,
  journalExportLimits,
  JournalRead,
  keyIdOf,
  receiptDetail,
  ReceiptRead,
  SmpGroup,
  SmpRefusal,
  TrackerError,
  type JournalOwner,
  type JournalPage,
} from '@feierabend/protocol';

import type { SmpSession } from '../session/smp-session.ts';

export interface ReadJournal {
  /** The export file; what is in it is still to be verified. */
  readonly bytes: Uint8Array;
  readonly entries: readonly Uint8Array[];
  readonly receipts: readonly Uint8Array[];
}

/**
 * Reads journal and deletion receipts of a device to their end, and puts them into one file that can
 * be verified without it.
 */
export async function readJournal(
  session: SmpSession,
  owner: JournalOwner,
  publicKey: Uint8Array,
): Promise<ReadJournal> {
  const { pages, checkpoint } = await readPages(session);
  const entries = pages.flatMap((page) => page.entries);
  const signedHead = pages.at(-1)?.signedHead ?? new Uint8Array();
  const named = new Set(entries.flatMap((entry) => receiptOf(entry) ?? []));
  const receipts = (await readReceipts(session)).filter((receipt) =>
    named.has(String(receiptDetail(receipt)['receipt'])),
  );
  const { tenant, device } = owner;
  const bytes = encodeJournalExport({
    tenant,
    device,
    keyId: keyIdOf(publicKey),
    entries,
    signedHead,
    receipts,
    checkpoint,
  });
  return { bytes, entries, receipts };
}

async function readPages(session: SmpSession) {
  const pages: JournalPage[] = [];
  let from = 0;
  let checkpoint: Uint8Array | undefined;
  // A journal grows while it is read, so the end is where a page of its own head ends.
  for (;;) {
    const answer = await session.request(JournalRead.read, { from }, { phase: 'the journal' });
    const decoded = decodeJournalPage(answer.page);
    if (!decoded.ok) throw new DataError(decoded.fault);
    const page = decoded.value;
    const next = page.firstIndex + page.entries.length;
    checkpoint ??= answer.cut;
    const isCut = pages.length === 0 && page.firstIndex > from;
    if ((page.firstIndex !== from && !isCut) || (next === from && next < answer.len)) {
      throw stalled(from, page.firstIndex, answer.len);
    }
    pages.push(page);
    if (next >= answer.len) return { pages, checkpoint };
    if (next > journalExportLimits.entriesMax) throw stalled(next, next, answer.len);
    from = next;
  }
}

async function readReceipts(session: SmpSession): Promise<readonly Uint8Array[]> {
  const receipts: Uint8Array[] = [];
  try {
    for (let n = 0; n < journalExportLimits.receiptsMax; n += 1) {
      const answer = await session.request(ReceiptRead.read, { n }, { phase: 'the receipts' });
      receipts.push(answer.receipt);
      if (receipts.length >= answer.len) break;
    }
  } catch (error) {
    const isEnd = error instanceof SmpRefusal && error.is(SmpGroup.tracker, TrackerError.noReceipt);
    if (!isEnd) throw error;
  }
  return receipts;
}

function receiptOf(entry: Uint8Array): string | undefined {
  const decoded = decodeEntry(entry);
  const named = decoded.ok ? decoded.value.detail['receipt'] : undefined;
  return typeof named === 'string' ? named : undefined;
}

function stalled(from: number, came: number, count: number): DataError {
  return new DataError({
    code: 'SMP_JOURNAL',
    expected: `the device to go on with entry ${from} of its ${count}`,
    came: `its page begins at ${came} and does not get further`,
    next: 'read the journal again; if it stays, keep the device as evidence',
  });
}
