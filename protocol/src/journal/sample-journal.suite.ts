import { ed25519 } from '@noble/curves/ed25519.js';

import { keyIdOf } from '../crypto/key-id.ts';
import { JournalChain } from './chain.ts';
import { receiptDetail, signReceipt, type DeletionReceipt } from './deletion-receipt.ts';
import { encodeJournalExport, type JournalExport } from './journal-export.ts';
import { signHead } from './signed-head.ts';

export const sampleOwner = { tenant: 'acme', device: 'van-7' };
/** The device of the tests; its key comes from a seed that anybody can repeat. */
export const sampleSeed = new Uint8Array(32).fill(9);
export const samplePublicKey = ed25519.getPublicKey(sampleSeed);

export const samplePeriod: DeletionReceipt = {
  ...sampleOwner,
  scope: 'period',
  fromS: 1_789_900_000,
  untilS: 1_789_986_400,
  count: 12,
  instruction: new Uint8Array(32).fill(0xd1),
  atS: 1_790_000_200,
  attested: true,
  journalCount: 2,
  journalHead: new Uint8Array(32),
};

/** A journal of five entries with two deletions: a period on instruction, and what was too old. */
export function sampleExport(): JournalExport {
  const chain = new JournalChain(sampleOwner);
  const entries: Uint8Array[] = [];
  const receipts: Uint8Array[] = [];
  const append = (event: Parameters<JournalChain['append']>[0]) =>
    void entries.push(chain.append(event).bytes);
  const remove = (receipt: Omit<DeletionReceipt, 'journalCount' | 'journalHead'>) => {
    const place = { journalCount: chain.count, journalHead: chain.head };
    const bytes = signReceipt({ ...receipt, ...place }, sampleSeed);
    receipts.push(bytes);
    const detail = { scope: receipt.scope, frames: receipt.count, ...receiptDetail(bytes) };
    append({ atS: receipt.atS ?? null, uptimeMs: 200_000, kind: 'deletion', detail });
  };
  append({ atS: null, uptimeMs: 12, kind: 'boot', detail: { firmware: '1.0.0+0' } });
  append({ atS: 1_790_000_000, uptimeMs: 900, kind: 'clock', detail: { trusted: 1 } });
  remove(samplePeriod);
  append({ atS: 1_790_000_300, uptimeMs: 300_000, kind: 'mode', detail: { to: 'on-duty' } });
  const { fromS: _from, untilS: _until, instruction: _why, ...rest } = samplePeriod;
  remove({ ...rest, scope: 'retention', count: 3, atS: 1_790_086_400, attested: false });
  const signedHead = signHead({ ...sampleOwner, count: chain.count, head: chain.head }, sampleSeed);
  return { ...sampleOwner, keyId: keyIdOf(samplePublicKey), entries, signedHead, receipts };
}

export const sampleExportBytes = (): Uint8Array => encodeJournalExport(sampleExport());
