import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';

import { concatBytes, toHex } from '../bytes.ts';
import { chainEntry, compareHeads, JournalChain, journalGenesis, verifyChain } from './chain.ts';
import { encodeEntry, type JournalEvent } from './entry.ts';
import { signHead, verifyHead, verifyJournal } from './signed-head.ts';

const owner = { tenant: 'acme', device: 'van-7' };
const privateKey = new Uint8Array(32).fill(9);
const publicKey = ed25519.getPublicKey(privateKey);

const events: readonly JournalEvent[] = [
  { atS: null, uptimeMs: 12, kind: 'boot', detail: { firmware: '1.0.0+0' } },
  { atS: 1_790_000_000, uptimeMs: 900, kind: 'clock', detail: { trusted: 1 } },
  {
    atS: 1_790_000_100,
    uptimeMs: 101_000,
    kind: 'mode',
    detail: { from: 'closed', to: 'on-duty' },
  },
];

function journal() {
  const chain = new JournalChain(owner);
  const entries = events.map((event) => chain.append(event).bytes);
  return {
    chain,
    entries,
    signedHead: signHead({ ...owner, count: chain.count, head: chain.head }, privateKey),
  };
}

describe('the journal chain', () => {
  it('begins with a hash of its owner, and hashes each entry onto the one before', () => {
    const genesis = sha256(new TextEncoder().encode('feierabend/1 journal\0acme\0van-7'));
    expect(toHex(journalGenesis(owner))).toBe(toHex(genesis));
    const chain = new JournalChain(owner);
    const { bytes, hash, entry } = chain.append({
      atS: null,
      uptimeMs: 1,
      kind: 'boot',
      detail: {},
    });
    expect(entry.index).toBe(0);
    expect(toHex(hash)).toBe(toHex(sha256(concatBytes(genesis, bytes))));
    expect(toHex(chain.head)).toBe(toHex(hash));
    expect(toHex(chainEntry(genesis, bytes))).toBe(toHex(hash));
  });

  it('goes on where a stored journal ended', () => {
    const { chain, entries } = journal();
    const { count, head } = chain;
    const resumed = new JournalChain(owner, { count, head });
    const event = { atS: null, uptimeMs: 5, kind: 'boot', detail: {} } as const;
    const more = resumed.append(event);
    expect(more.entry.index).toBe(3);
    expect(verifyChain([...entries, more.bytes], owner)).toMatchObject({
      ok: true,
      value: { count: 4, head: more.hash },
    });
    expect(verifyChain([more.bytes], owner, { count, head })).toMatchObject({
      ok: true,
      value: { count: 4 },
    });
  });

  it('does not move when an event does not fit', () => {
    const chain = new JournalChain(owner);
    const before = toHex(chain.head);
    expect(() =>
      chain.append({ atS: null, uptimeMs: 1, kind: 'boot', detail: { latitude: 48.1 } }),
    ).toThrow(/detail|names/u);
    expect([chain.count, toHex(chain.head)]).toEqual([0, before]);
  });

  it('does not hand out its own state to be changed', () => {
    const chain = new JournalChain(owner);
    chain.head.fill(0);
    expect(toHex(chain.head)).toBe(toHex(journalGenesis(owner)));
  });

  it('shows entries that are missing, repeated or moved', () => {
    const { entries } = journal();
    const [a, b, c] = entries as [Uint8Array, Uint8Array, Uint8Array];
    for (const changed of [
      [a, c],
      [b, c],
      [a, a, b, c],
      [b, a, c],
    ]) {
      expect(verifyChain(changed, owner)).toMatchObject({
        ok: false,
        fault: { code: 'JOURNAL_GAP' },
      });
    }
    expect(verifyChain([a, new Uint8Array(3)], owner)).toMatchObject({
      ok: false,
      fault: { code: 'JOURNAL_ENTRY' },
    });
  });
});

describe('a whole journal', () => {
  it('is verified from its file alone', () => {
    const { entries, signedHead } = journal();
    const verified = verifyJournal({ entries, signedHead, publicKey, owner });
    expect(verified).toMatchObject({ ok: true, value: { head: { count: 3, ...owner } } });
    expect(verified.ok && verified.value.entries.map(({ kind }) => kind)).toEqual([
      'boot',
      'clock',
      'mode',
    ]);
  });

  it('is broken by a changed entry, a cut end, or another owner', () => {
    const { entries, signedHead } = journal();
    const forged = encodeEntry({ index: 1, atS: 1, uptimeMs: 900, kind: 'clock', detail: {} });
    const check = (changed: readonly Uint8Array[]) =>
      verifyJournal({ entries: changed, signedHead, publicKey, owner });
    for (const changed of [entries.with(1, forged), entries.slice(0, 2), []]) {
      expect(check(changed)).toMatchObject({ ok: false, fault: { code: 'JOURNAL_BROKEN' } });
    }
    const other = { ...owner, device: 'van-8' };
    expect(verifyJournal({ entries, signedHead, publicKey, owner: other })).toMatchObject({
      ok: false,
      fault: { code: 'JOURNAL_OWNER' },
    });
  });

  it('is not signed by another key', () => {
    const { signedHead } = journal();
    const stranger = ed25519.getPublicKey(new Uint8Array(32).fill(8));
    expect(verifyHead(signedHead, stranger)).toMatchObject({
      ok: false,
      fault: { code: 'JOURNAL_SIGNATURE' },
    });
    expect(verifyHead(signedHead, new Uint8Array(3)).ok).toBe(false);
  });

  it('names both heads when they differ', () => {
    const head = journalGenesis(owner);
    expect(compareHeads({ count: 1, head }, { count: 2, head })).toMatchObject({
      ok: false,
      fault: { expected: expect.stringContaining('2 entries') },
    });
  });
});
