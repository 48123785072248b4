import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { JournalChain } from './chain.ts';
import { receiptDetail, receiptDigest, signReceipt } from './deletion-receipt.ts';
import type { JournalKind } from './entry.ts';
import { decodeJournalExport, encodeJournalExport, type JournalExport } from './journal-export.ts';
import {
  sampleExport,
  sampleExportBytes,
  sampleOwner,
  samplePeriod,
  samplePublicKey,
  sampleSeed,
} from './sample-journal.suite.ts';
import { signHead } from './signed-head.ts';
import { verifyExport } from './verify-export.ts';

const file = sampleExport();
const [first, second] = file.receipts as [Uint8Array, Uint8Array];
const check = (parts: JournalExport) => verifyExport(encodeJournalExport(parts), samplePublicKey);

/** The journal again with one deletion whose entry names what it likes. */
function withDeletion(
  detail: Readonly<Record<string, string>>,
  receipts: readonly Uint8Array[],
  kind: JournalKind = 'deletion',
) {
  const chain = new JournalChain(sampleOwner);
  const { bytes } = chain.append({ atS: null, uptimeMs: 1, kind, detail });
  const signedHead = signHead({ ...sampleOwner, count: 1, head: chain.head }, sampleSeed);
  return { ...file, entries: [bytes], signedHead, receipts };
}

const named = (receipt: Uint8Array) => ({ receipt: toHex(receiptDigest(receipt)) });

describe('an exported journal', () => {
  it('is verified from its file and the key alone', () => {
    const verified = verifyExport(sampleExportBytes(), samplePublicKey);
    expect(verified).toMatchObject({ ok: true, value: { head: { count: 5, ...sampleOwner } } });
    if (!verified.ok) return;
    expect(verified.value.entries.map(({ kind }) => kind)).toEqual([
      'boot',
      'clock',
      'deletion',
      'mode',
      'deletion',
    ]);
    expect(verified.value.receipts).toMatchObject([
      { scope: 'period', count: 12, attested: true, journalCount: 2 },
      { scope: 'retention', count: 3, attested: false, journalCount: 4 },
    ]);
    expect(toHex(encodeJournalExport(file))).toBe(toHex(sampleExportBytes()));
  });

  it('may be empty', () => {
    const { head } = new JournalChain(sampleOwner);
    const signedHead = signHead({ ...sampleOwner, count: 0, head }, sampleSeed);
    expect(check({ ...file, entries: [], receipts: [], signedHead }).ok).toBe(true);
  });

  it('may tell of deletions from before there were receipts', () => {
    expect(check(withDeletion({ reason: 'retention' }, [])).ok).toBe(true);
  });

  it('is refused with a receipt that an entry of another kind names', () => {
    const { head } = new JournalChain(sampleOwner);
    const place = { ...samplePeriod, journalCount: 0, journalHead: head };
    const receipt = signReceipt(place, sampleSeed);
    expect(check(withDeletion(named(receipt), [receipt])).ok).toBe(true);
    expect(check(withDeletion(named(receipt), [receipt], 'mode'))).toMatchObject({
      fault: { code: 'JOURNAL_RECEIPT_PLACE' },
    });
  });

  it('is refused with a bit changed, wherever it is', () => {
    const bytes = sampleExportBytes();
    // Every third byte: two signatures to check for each would take long.
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)));
      expect(verifyExport(changed, samplePublicKey).ok, `byte ${at}`).toBe(false);
    }
  });

  it('is refused when it is cut anywhere, or goes on behind its end', () => {
    const bytes = sampleExportBytes();
    for (let end = 0; end < bytes.length; end += 7) {
      expect(verifyExport(bytes.subarray(0, end), samplePublicKey)).toMatchObject({
        fault: { code: 'JOURNAL_EXPORT' },
      });
    }
    expect(verifyExport(new Uint8Array([...bytes, 0]), samplePublicKey).ok).toBe(false);
  });

  it.each<[string, string, Partial<JournalExport>]>([
    ['JOURNAL_OWNER', 'another device', { device: 'van-8' }],
    ['JOURNAL_KEY', 'another key id', { keyId: new Uint8Array(8) }],
    ['JOURNAL_BROKEN', 'its end cut off', { entries: file.entries.slice(0, 4) }],
    ['JOURNAL_GAP', 'an entry left out', { entries: file.entries.toSpliced(1, 1) }],
    ['JOURNAL_RECEIPT_MISSING', 'its last receipt left out', { receipts: [first] }],
    ['JOURNAL_RECEIPT_MISSING', 'no receipts', { receipts: [] }],
    ['JOURNAL_RECEIPT_PLACE', 'its first receipt left out', { receipts: [second] }],
    ['JOURNAL_RECEIPT_PLACE', 'receipts in another order', { receipts: [second, first] }],
    ['JOURNAL_RECEIPT_PLACE', 'a receipt twice', { receipts: [first, first, second] }],
    ['JOURNAL_RECEIPT_PLACE', 'a receipt too many', { receipts: [first, second, second] }],
    ['JOURNAL_RECEIPT', 'a receipt that is none', { receipts: [new Uint8Array(3), second] }],
  ])('is refused with %s: %s', (code, _name, change) => {
    expect(check({ ...file, ...change })).toMatchObject({ ok: false, fault: { code } });
  });

  it('is refused with a receipt of another device, of another journal, or by another key', () => {
    const place = { journalCount: 0, journalHead: new JournalChain(sampleOwner).head };
    const own = signReceipt({ ...samplePeriod, ...place }, sampleSeed);
    expect(check(withDeletion({ ...receiptDetail(own) } as Record<string, string>, [own])).ok).toBe(
      true,
    );
    const others = {
      JOURNAL_RECEIPT_PLACE: [
        signReceipt({ ...samplePeriod, ...place, device: 'van-8' }, sampleSeed),
        signReceipt({ ...samplePeriod, ...place, journalHead: new Uint8Array(32) }, sampleSeed),
        signReceipt({ ...samplePeriod, ...place, journalCount: 9 }, sampleSeed),
      ],
      JOURNAL_RECEIPT_SIGNATURE: [
        signReceipt({ ...samplePeriod, ...place }, new Uint8Array(32).fill(8)),
      ],
    };
    for (const [code, receipts] of Object.entries(others)) {
      for (const receipt of receipts) {
        const detail = receiptDetail(receipt) as Record<string, string>;
        expect(check(withDeletion(detail, [receipt]))).toMatchObject({ fault: { code } });
      }
    }
  });

  it('does not verify under a key that is none', () => {
    const stranger = ed25519.getPublicKey(new Uint8Array(32).fill(8));
    for (const key of [stranger, new Uint8Array(), new Uint8Array(33)]) {
      expect(verifyExport(sampleExportBytes(), key)).toMatchObject({
        fault: { code: 'JOURNAL_KEY' },
      });
    }
  });

  it('can be taken apart before it is verified', () => {
    expect(decodeJournalExport(sampleExportBytes())).toEqual({ ok: true, value: file });
  });
});
