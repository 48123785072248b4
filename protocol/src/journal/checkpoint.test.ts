import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { chainEntry, journalGenesis } from './chain.ts';
import { signCheckpoint, verifyCheckpoint, type JournalCheckpoint } from './checkpoint.ts';
import { encodeJournalExport } from './journal-export.ts';
import { sampleExport, sampleOwner, samplePublicKey, sampleSeed } from './sample-journal.suite.ts';
import { verifyExport } from './verify-export.ts';

const whole = sampleExport();

/** The sample journal, cut in front of an entry. */
function cutAt(count: number, changes: Partial<JournalCheckpoint> = {}) {
  const head = whole.entries
    .slice(0, count)
    .reduce((before, entry) => chainEntry(before, entry), journalGenesis(sampleOwner));
  const checkpoint = signCheckpoint(
    {
      ...sampleOwner,
      count,
      head,
      facts: { lastTimeS: 1_790_000_000, policySequence: 3 },
      ...changes,
    },
    sampleSeed,
  );
  return { ...whole, entries: whole.entries.slice(count), checkpoint };
}

const check = (file: Parameters<typeof encodeJournalExport>[0]) =>
  verifyExport(encodeJournalExport(file), samplePublicKey);

describe('a journal checkpoint', () => {
  it('lets the rest of a journal be verified, and says that it is the rest', () => {
    const file = cutAt(2);
    const verified = check(file);
    expect(verified).toMatchObject({ ok: true, value: { cut: { count: 2 }, head: { count: 5 } } });
    expect(verified.ok && verified.value.entries.map(({ index }) => index)).toEqual([2, 3, 4]);
    expect(check(whole)).toMatchObject({ ok: true, value: { cut: undefined } });
  });

  it('leaves the receipts of what was cut off out of the file', () => {
    const file = cutAt(3);
    expect(check(file)).toMatchObject({ fault: { code: 'JOURNAL_RECEIPT_PLACE' } });
    const receipts = file.receipts.slice(1);
    expect(check({ ...file, receipts })).toMatchObject({ ok: true });
    expect(check({ ...file, receipts: [] })).toMatchObject({
      fault: { code: 'JOURNAL_RECEIPT_MISSING' },
    });
  });

  it('stands for nothing but the journal it was cut from, at the entry where it was cut', () => {
    const { checkpoint, entries, ...file } = cutAt(2);
    expect(check({ ...file, entries })).toMatchObject({ fault: { code: 'JOURNAL_GAP' } });
    expect(check({ ...whole, checkpoint })).toMatchObject({ fault: { code: 'JOURNAL_GAP' } });
    expect(check({ ...file, entries: entries.slice(1), checkpoint })).toMatchObject({
      fault: { code: 'JOURNAL_GAP' },
    });
    const forged = cutAt(2, { head: new Uint8Array(32) });
    expect(check(forged)).toMatchObject({ fault: { code: 'JOURNAL_BROKEN' } });
  });

  it('is refused with a bit changed, of another device, and under another key', () => {
    const { checkpoint } = cutAt(2);
    for (let at = 0; at < checkpoint.length; at += 1) {
      const changed = checkpoint.with(at, (checkpoint[at] ?? 0) ^ 1);
      expect(verifyCheckpoint(changed, samplePublicKey, sampleOwner).ok).toBe(false);
    }
    const other = { ...sampleOwner, device: 'van-8' };
    const stranger = ed25519.getPublicKey(new Uint8Array(32).fill(8));
    for (const verified of [
      verifyCheckpoint(checkpoint, samplePublicKey, other),
      verifyCheckpoint(checkpoint, stranger, sampleOwner),
      verifyCheckpoint(new Uint8Array(2000), samplePublicKey, sampleOwner),
    ]) {
      expect(verified).toMatchObject({ ok: false, fault: { code: 'JOURNAL_CHECKPOINT' } });
    }
  });
});
