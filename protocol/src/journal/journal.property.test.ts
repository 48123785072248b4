import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { JournalChain } from './chain.ts';
import { decodeEntry, encodeEntry, journalKinds, type JournalEvent } from './entry.ts';
import { decodeJournalPage, encodeJournalPage } from './page.ts';
import { signHead, verifyHead, verifyJournal } from './signed-head.ts';
import { ed25519 } from '@noble/curves/ed25519.js';

const owner = { tenant: 'acme', device: 'van-7' };
const privateKey = new Uint8Array(32).fill(9);
const publicKey = ed25519.getPublicKey(privateKey);

const event: fc.Arbitrary<JournalEvent> = fc.record({
  atS: fc.option(fc.nat(0xffff_ffff)),
  uptimeMs: fc.maxSafeNat(),
  kind: fc.constantFrom(...journalKinds),
  detail: fc.dictionary(
    fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/u),
    fc.oneof(
      fc.maxSafeInteger().filter((value) => !Object.is(value, -0)),
      fc.string({ maxLength: 20 }),
    ),
    { maxKeys: 5, noNullPrototype: true },
  ),
});

describe('the journal', () => {
  it('reads every entry it writes, through pages, up to the signed head', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const chain = new JournalChain(owner);
        const entries = events.map((one) => chain.append(one).bytes);
        const signedHead = signHead({ ...owner, count: chain.count, head: chain.head }, privateKey);
        const page = decodeJournalPage(encodeJournalPage({ firstIndex: 0, entries, signedHead }));
        if (!page.ok) throw new Error(page.fault.came);
        const verified = verifyJournal({ ...page.value, publicKey, owner });
        expect(verified.ok && verified.value.entries).toEqual(
          events.map((one, index) => ({ index, ...one })),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('never throws on random bytes, and accepts nothing but its own encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const entry = decodeEntry(bytes);
        if (entry.ok) expect(toHex(encodeEntry(entry.value))).toBe(toHex(bytes));
        const page = decodeJournalPage(bytes);
        if (page.ok) expect(toHex(encodeJournalPage(page.value))).toBe(toHex(bytes));
        expect(verifyHead(bytes, publicKey).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
