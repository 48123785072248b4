import vectors from '../../vectors/journal.json' with { type: 'json' };
import { CheckpointMap, checkpointBytesMax } from '../journal/checkpoint.ts';
import { DeletionReceiptMap, receiptBytesMax } from '../journal/deletion-receipt.ts';
import { EntryMap, journalLimits } from '../journal/entry.ts';
import { JournalExportMap } from '../journal/journal-export.ts';
import { journalPageLimits } from '../journal/page.ts';
import { SignedHeadMap } from '../journal/signed-head.ts';
import { listBounds, stringBounds } from '../schema/size-bounds.ts';
import { bytesOf, namesOf, within, type MessageRow } from './message-row.suite.ts';

interface Vectors {
  readonly accepts: readonly { readonly bytes: string }[];
  readonly rejects: readonly unknown[];
}

const golden = (path: string, { accepts, rejects }: Vectors): MessageRow['vectors'] => ({
  file: 'journal.json',
  path,
  accepts: bytesOf(accepts),
  rejectCount: rejects.length,
  test: 'journal/journal-vectors.test.ts',
});

const page = 'journal.md';
const { entriesMax, signedHeadBytesMax } = journalPageLimits;
const entries = listBounds(stringBounds(0, journalLimits.entryBytesMax), 0, entriesMax);
const head = stringBounds(0, signedHeadBytesMax);

export const journalRows: readonly MessageRow[] = [
  {
    name: 'Journal entry',
    page,
    bounds: within(EntryMap.bounds, journalLimits.entryBytesMax),
    exports: ['encodeEntry', 'decodeEntry', 'verifyChain'],
    layouts: namesOf([EntryMap]),
    vectors: golden('entries', vectors.entries),
  },
  {
    name: 'Journal page',
    page,
    bounds: {
      sizeBytesMin: 2 + entries.sizeBytesMin + head.sizeBytesMin,
      sizeBytesMax: 10 + entries.sizeBytesMax + head.sizeBytesMax,
    },
    exports: ['encodeJournalPage', 'decodeJournalPage'],
    layouts: [],
    vectors: golden('pages', vectors.pages),
  },
  {
    name: 'Signed head',
    page,
    bounds: within(SignedHeadMap.bounds, signedHeadBytesMax),
    exports: ['signHead', 'verifyHead'],
    layouts: [SignedHeadMap.name, 'JournalHead'],
    vectors: golden('heads', vectors.heads),
  },
  {
    name: 'Deletion receipt',
    page,
    bounds: within(DeletionReceiptMap.bounds, receiptBytesMax),
    exports: ['signReceipt', 'verifyReceipt'],
    layouts: [DeletionReceiptMap.name, 'DeletionStatement'],
    vectors: golden('receipts', vectors.receipts),
  },
  {
    name: 'Journal checkpoint',
    page,
    bounds: within(CheckpointMap.bounds, checkpointBytesMax),
    exports: ['signCheckpoint', 'verifyCheckpoint'],
    layouts: [CheckpointMap.name, 'CheckpointStatement'],
    vectors: golden('checkpoints', vectors.checkpoints),
  },
  {
    name: 'Journal export',
    page,
    bounds: JournalExportMap.bounds,
    exports: ['encodeJournalExport', 'decodeJournalExport', 'verifyExport', 'verifyJournal'],
    layouts: namesOf([JournalExportMap]),
    vectors: golden('exports', vectors.exports),
  },
];
