import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import {
  receiptBytesMax,
  receiptDetail,
  signReceipt,
  verifyReceipt,
  type DeletionReceipt,
} from './deletion-receipt.ts';
import { samplePeriod, samplePublicKey, sampleSeed } from './sample-journal.suite.ts';

const { fromS: _from, untilS: _until, instruction: _why, ...bare } = samplePeriod;
const { atS: _at, ...untimed } = samplePeriod;
const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);

describe('a deletion receipt', () => {
  it.each<[string, DeletionReceipt]>([
    ['a period', samplePeriod],
    ['a clock that is not trusted', untimed],
    ['all reports', { ...bare, scope: 'reports', instruction: new Uint8Array(32) }],
    ['what was too old', { ...bare, scope: 'retention', count: 0, attested: false }],
  ])('is signed and read: %s', (_name, receipt) => {
    const bytes = signReceipt(receipt, sampleSeed);
    expect(verifyReceipt(bytes, samplePublicKey)).toEqual({ ok: true, value: receipt });
  });

  it('fits its limit with the longest names', () => {
    const name = '\u20ac'.repeat(64);
    const longest = { ...samplePeriod, tenant: name, device: name, count: Number.MAX_SAFE_INTEGER };
    const bytes = signReceipt({ ...longest, journalCount: Number.MAX_SAFE_INTEGER }, sampleSeed);
    expect(bytes.length).toBeLessThanOrEqual(receiptBytesMax);
    expect(verifyReceipt(bytes, samplePublicKey).ok).toBe(true);
  });

  it('is refused with any bit changed, any end cut, and under another key', () => {
    const bytes = signReceipt(samplePeriod, sampleSeed);
    for (let at = 0; at < bytes.length; at += 1) {
      expect(verifyReceipt(flipped(bytes, at), samplePublicKey).ok).toBe(false);
      expect(verifyReceipt(bytes.subarray(0, at), samplePublicKey).ok).toBe(false);
    }
    const stranger = ed25519.getPublicKey(new Uint8Array(32).fill(8));
    for (const key of [stranger, new Uint8Array(3)]) {
      expect(verifyReceipt(bytes, key)).toMatchObject({
        ok: false,
        fault: { code: 'JOURNAL_RECEIPT_SIGNATURE' },
      });
    }
  });

  it.each<[string, DeletionReceipt]>([
    ['a period without its ends', { ...bare, scope: 'period', instruction: new Uint8Array(32) }],
    ['an end without a beginning', { ...bare, scope: 'retention', untilS: 5 }],
    ['a period that ends before it begins', { ...samplePeriod, untilS: 5 }],
    ['no instruction', { ...bare, scope: 'device' }],
    ['an instruction for what was too old', { ...samplePeriod, scope: 'retention' }],
  ])('is not written with %s', (_name, receipt) => {
    expect(() => signReceipt(receipt, sampleSeed)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_RECEIPT' }),
    );
  });

  it('is named in the journal by its digest', () => {
    const bytes = signReceipt(samplePeriod, sampleSeed);
    expect(receiptDetail(bytes)).toEqual({ receipt: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(toHex(signReceipt(samplePeriod, sampleSeed))).toBe(toHex(bytes));
  });
});
