import { describe, expect, it } from 'vitest';

import vectors from '../../vectors/journal.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes.ts';
import { chainEntry, journalGenesis } from './chain.ts';
import { signCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import {
  receiptDigest,
  signReceipt,
  verifyReceipt,
  type DeletionReceipt,
} from './deletion-receipt.ts';
import { decodeEntry, encodeEntry, type JournalDetail, type JournalEntry } from './entry.ts';
import { decodeJournalPage, encodeJournalPage } from './page.ts';
import { signHead, verifyHead } from './signed-head.ts';
import { verifyExport } from './verify-export.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const seed = hex(vectors.seed);
const publicKey = hex(vectors.publicKey);
const owner = { tenant: vectors.tenant, device: vectors.device };

describe('the journal vectors', () => {
  it.each(vectors.entries.accepts)('read entry $entry.index', ({ bytes, entry }) => {
    expect(decodeEntry(hex(bytes))).toEqual({ ok: true, value: entry });
    expect(toHex(encodeEntry(entry as unknown as JournalEntry))).toBe(bytes);
  });

  it('chain the entries', () => {
    let head = journalGenesis(owner);
    expect(toHex(head)).toBe(vectors.chain.genesis);
    const hashes = vectors.entries.accepts.map(({ bytes }) => {
      head = chainEntry(head, hex(bytes));
      return toHex(head);
    });
    expect(hashes).toEqual(vectors.chain.hashes);
  });

  it.each(vectors.pages.accepts)('read a page: $name', ({ bytes, name: _name, ...page }) => {
    const { firstIndex, entries, signedHead } = page;
    const value = { firstIndex, entries: entries.map(hex), signedHead: hex(signedHead) };
    expect(decodeJournalPage(hex(bytes))).toEqual({ ok: true, value });
    expect(toHex(encodeJournalPage(value))).toBe(bytes);
  });

  it.each(vectors.heads.accepts)('sign a head: $name', ({ bytes, count, head }) => {
    const value = { ...owner, count, head: hex(head ?? '') };
    expect(verifyHead(hex(bytes), publicKey)).toEqual({ ok: true, value });
    expect(toHex(signHead(value, seed))).toBe(bytes);
  });

  it.each(vectors.receipts.accepts)('sign a receipt: $name', ({ bytes, digest, receipt }) => {
    const { instruction, journalHead, ...same } = receipt;
    const value = {
      ...same,
      ...(instruction === undefined ? {} : { instruction: hex(instruction) }),
      journalHead: hex(journalHead),
    } as DeletionReceipt;
    expect(verifyReceipt(hex(bytes), publicKey)).toEqual({ ok: true, value });
    expect(toHex(signReceipt(value, seed))).toBe(bytes);
    expect(toHex(receiptDigest(hex(bytes)))).toBe(digest);
  });

  it.each(vectors.checkpoints.accepts)('sign a checkpoint: $name', ({ bytes, checkpoint }) => {
    const { count, head, facts } = checkpoint;
    const value = { ...owner, count, head: hex(head), facts: facts as JournalDetail };
    expect(verifyCheckpoint(hex(bytes), publicKey, owner)).toEqual({ ok: true, value });
    expect(toHex(signCheckpoint(value, seed))).toBe(bytes);
  });

  it.each(vectors.exports.accepts)('verify a file: $name', ({ bytes, count, receipts }) => {
    const verified = verifyExport(hex(bytes), publicKey);
    if (!verified.ok) expect.fail(verified.fault.came);
    expect(verified.value.entries).toHaveLength(count);
    expect(verified.value.receipts).toHaveLength(receipts);
  });

  const readers = {
    entries: decodeEntry,
    pages: decodeJournalPage,
    heads: (bytes: Uint8Array) => verifyHead(bytes, publicKey),
    receipts: (bytes: Uint8Array) => verifyReceipt(bytes, publicKey),
    checkpoints: (bytes: Uint8Array) => verifyCheckpoint(bytes, publicKey, owner),
    exports: (bytes: Uint8Array) => verifyExport(bytes, publicKey),
  };
  const kinds = ['entries', 'pages', 'heads', 'receipts', 'checkpoints', 'exports'] as const;
  const rejects = kinds.flatMap((kind) =>
    vectors[kind].rejects.map((vector) => ({ kind, ...vector })),
  );

  it.each(rejects)('refuse of $kind: $name', ({ kind, bytes, code }) => {
    expect(readers[kind](hex(bytes))).toMatchObject({ ok: false, fault: { code } });
  });
});
