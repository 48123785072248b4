import {
  encodeJournalExport,
  JournalChain,
  keyIdOf,
  publicKeyFor,
  receiptDetail,
  signHead,
  signReceipt,
  toHex,
} from '@feierabend/protocol';

import type { DeviceRecord } from '../record/run-record.ts';

const owner = { tenant: 'muster-gmbh', device: 'van-07' };
const seed = new Uint8Array(32).fill(7);
const publicKey = publicKeyFor('Ed25519', seed) ?? new Uint8Array();

export const sampleDevice: DeviceRecord = {
  ...owner,
  signKey: toHex(publicKey),
  sealKey: `04${'ab'.repeat(64)}`,
};

/** A real journal with a real deletion in it; without `dropped`, the number of an entry that somebody took out. */
export function sampleProofs(dropped?: number): { journal: Uint8Array; receipt: Uint8Array } {
  const chain = new JournalChain(owner);
  const entries: Uint8Array[] = [];
  const append = (event: Parameters<JournalChain['append']>[0]) =>
    void entries.push(chain.append(event).bytes);
  append({ atS: null, uptimeMs: 12, kind: 'boot', detail: { firmware: '1.1.0+0' } });
  append({ atS: 1_795_417_200, uptimeMs: 900, kind: 'clock', detail: { trusted: 1 } });
  append({ atS: 1_795_417_300, uptimeMs: 9000, kind: 'mode', detail: { mode: 'on-duty' } });
  const receipt = signReceipt(
    {
      ...owner,
      scope: 'reports',
      count: 24,
      instruction: new Uint8Array(32).fill(0xd1),
      atS: 1_795_453_200,
      attested: true,
      journalCount: chain.count,
      journalHead: chain.head,
    },
    seed,
  );
  const detail = { scope: 'reports', frames: 24, ...receiptDetail(receipt) };
  append({ atS: 1_795_453_200, uptimeMs: 36_000_000, kind: 'deletion', detail });
  const signedHead = signHead({ ...owner, count: chain.count, head: chain.head }, seed);
  const journal = encodeJournalExport({
    ...owner,
    keyId: keyIdOf(publicKey),
    entries: entries.filter((_, index) => index !== dropped),
    signedHead,
    receipts: [receipt],
  });
  return { journal, receipt };
}
