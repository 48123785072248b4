import { JournalChain } from '../../src/journal/chain.ts';
import { decodeEntry, encodeEntry } from '../../src/journal/entry.ts';
import { signReceipt, verifyReceipt } from '../../src/journal/deletion-receipt.ts';
import {
  decodeJournalExport,
  encodeJournalExport,
  journalExportFormat,
  JournalExportMap,
} from '../../src/journal/journal-export.ts';
import { decodeJournalPage, encodeJournalPage } from '../../src/journal/page.ts';
import {
  sampleExport,
  sampleExportBytes,
  sampleOwner,
  samplePublicKey,
  sampleSeed,
} from '../../src/journal/sample-journal.suite.ts';
import { SignedHeadMap, signHead, verifyHead } from '../../src/journal/signed-head.ts';
import { verifyExport } from '../../src/journal/verify-export.ts';
import { growEntry, growExport, growHead, growPage, growReceipt } from '../grown/journal.ts';
import type { FuzzTarget } from '../target.ts';

const file = sampleExport();
const page = (entries: readonly Uint8Array[]) =>
  encodeJournalPage({ firstIndex: 0, entries, signedHead: file.signedHead });

export const journalEntry: FuzzTarget = {
  name: 'journal entry',
  corpus: file.entries,
  grow: growEntry,
  run(input) {
    const read = decodeEntry(input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeEntry(read.value) };
  },
};

export const journalPage: FuzzTarget = {
  name: 'journal page',
  corpus: [page(file.entries), page([])],
  grow: growPage,
  run(input) {
    const read = decodeJournalPage(input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeJournalPage(read.value) };
  },
  dress: (input) => page([input.slice(0, 512)]),
  shapes: {
    'long entries': (bytes) => page(Array.from({ length: bytes / 500 }, () => new Uint8Array(480))),
  },
};

/** A signed thing that verifies is the one that was signed. */
export const signedHead: FuzzTarget = {
  name: 'journal head, signed',
  corpus: [file.signedHead],
  grow: growHead,
  run(input) {
    const read = verifyHead(input, samplePublicKey);
    if (!read.ok) return { accepted: false, output: SignedHeadMap.decode(input) };
    return { accepted: true, output: read.value, again: signHead(read.value, sampleSeed) };
  },
};

export const deletionReceipt: FuzzTarget = {
  name: 'deletion receipt',
  corpus: file.receipts,
  grow: growReceipt,
  run(input) {
    const read = verifyReceipt(input, samplePublicKey);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: signReceipt(read.value, sampleSeed) };
  },
};

const golden = sampleExportBytes();

/** A file of so many entries, with the right chain. */
function exportOf(bytes: number): Uint8Array {
  const chain = new JournalChain(sampleOwner);
  const entries = Array.from(
    { length: bytes / 100 },
    () =>
      chain.append({ atS: 5, uptimeMs: 1, kind: 'boot', detail: { text: 'x'.repeat(75) } }).bytes,
  );
  const head = signHead({ ...sampleOwner, count: chain.count, head: chain.head }, sampleSeed);
  return encodeJournalExport({ ...file, entries, signedHead: head, receipts: [] });
}

export const journalExport: FuzzTarget = {
  name: 'journal export',
  corpus: [golden],
  grow: growExport,
  run(input) {
    const verified = verifyExport(input, samplePublicKey);
    const read = decodeJournalExport(input);
    if (!read.ok) {
      if (verified.ok) throw new TypeError('what cannot be read verifies');
      return { accepted: false, output: read };
    }
    const again = JournalExportMap.encode({ format: journalExportFormat, ...read.value });
    return { accepted: verified.ok, output: [read.value, verified], again };
  },
  dress: (input, dice) =>
    encodeJournalExport({
      ...file,
      ...dice.pick([
        { receipts: [input.slice(0, 640)] },
        { signedHead: input.slice(0, 256) },
        { entries: [...file.entries, input.slice(0, 512)] },
      ]),
    }),
  shapeBytes: 40_000,
  shapes: { 'many entries': exportOf },
};
