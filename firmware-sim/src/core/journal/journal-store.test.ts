import { decodeJournalPage, verifyJournal } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { provisioning } from '../../testing/test-tenant.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { IdentityStore, type DeviceIdentity } from '../identity/identity.ts';
import { JournalStore, type EntrySpan } from './journal-store.ts';

function board() {
  const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  const store = new IdentityStore(flash);
  store.create(provisioning, new SeededRandom(1));
  store.complete();
  const identity = store.load() as DeviceIdentity;
  const open = () =>
    new JournalStore({ flash, identity, clock: new VirtualClock(), tap: undefined });
  return { flash, identity, open };
}

function pages(journal: JournalStore, stored: readonly EntrySpan[] = []) {
  const all = [];
  const underWay = [...stored];
  for (let page = journal.nextPage(underWay); page; page = journal.nextPage(underWay)) {
    const read = decodeJournalPage(page.bytes);
    if (read.ok) all.push(read.value);
    underWay.push(page.covers);
  }
  return all;
}

describe('the journal', () => {
  it('goes on over resets as one chain that the device signs', () => {
    const { identity, open } = board();
    open().record('boot', undefined, {});
    open().record('mode', 1000, { mode: 'on-duty' });
    const journal = open();
    expect([journal.length, journal.lastTimeS, journal.intact]).toEqual([2, 1000, true]);
    const [page] = pages(journal);
    const { tenant, device, sign } = identity;
    const verified = verifyJournal({
      entries: page?.entries ?? [],
      signedHead: page?.signedHead ?? new Uint8Array(),
      publicKey: sign.publicKey,
      owner: { tenant, device },
    });
    expect(verified.ok).toBe(true);
  });

  it('knows the last instruction it accepted', () => {
    const { open } = board();
    open().record('instruction-accepted', 1, { kind: 'policy', sequence: 7 });
    open().record('instruction-accepted', 2, { kind: 'restrict', sequence: 9 });
    open().record('instruction-refused', 3, { code: 'X' });
    expect([open().lastSequence, open().policySequence]).toEqual([9, 7]);
  });

  it('offers every entry once, over resets too, in pages that fit a block of flash', () => {
    const { open } = board();
    const journal = open();
    for (let count = 0; count < 60; count += 1) {
      journal.record('instruction-accepted', 1, { reason: 'r'.repeat(256), sequence: count });
    }
    const first = pages(journal);
    expect(first.flatMap(({ entries }) => entries)).toHaveLength(60);
    expect(Math.max(...first.map(({ entries }) => entries.join('').length))).toBeGreaterThan(0);
    for (const { firstIndex, entries } of first) {
      journal.acknowledge({ from: firstIndex, until: firstIndex + entries.length });
    }
    const sizes = first.map(({ entries }) => entries.reduce((sum, one) => sum + one.length, 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2600);
    journal.record('boot', undefined, {});
    expect(pages(open())).toMatchObject([{ firstIndex: 60 }]);
  });

  it('offers a page again after a reset, unless it still waits in the outbox', () => {
    const { open } = board();
    const journal = open();
    for (let count = 0; count < 60; count += 1) journal.record('boot', undefined, {});
    const [first, second] = pages(journal);
    expect([first?.firstIndex, second?.firstIndex]).toEqual([0, 24]);
    const stored = [{ from: 24, until: 48 }];
    expect(
      pages(open(), stored).map(({ firstIndex, entries }) => [firstIndex, entries.length]),
    ).toEqual([
      [0, 24],
      [48, 12],
    ]);
  });

  it('offers a page again that nobody took', () => {
    const { open } = board();
    const journal = open();
    journal.record('boot', undefined, {});
    expect(journal.nextPage([])?.bytes).toEqual(journal.nextPage([])?.bytes);
  });

  it('cuts a text that is too long for an entry, with a mark', () => {
    const { open } = board();
    const journal = open();
    expect(journal.record('instruction-accepted', 1, { reason: 'ä'.repeat(128) })).toBe(true);
    expect(open().intact).toBe(true);
  });

  it('is closed by damage, and left as it is', () => {
    const { flash, open } = board();
    for (let count = 0; count < 3; count += 1) open().record('boot', undefined, {});
    flash.program(flashMap.journal.at + 16 + 21, Uint8Array.of(0));
    const journal = open();
    expect(journal.intact).toBe(false);
    const before = flash.read(flashMap.journal.at, 4096);
    expect(journal.record('boot', undefined, {})).toBe(false);
    expect(flash.read(flashMap.journal.at, 4096)).toEqual(before);
  });

  it('is not closed by a power cut in the middle of an entry', () => {
    const { flash, open } = board();
    open().record('boot', undefined, {});
    const used = flash.read(flashMap.journal.at, 4096).findLastIndex((byte) => byte !== 0xff) + 1;
    const next = flashMap.journal.at + Math.ceil(used / 4) * 4;
    flash.program(next, Uint8Array.of(40, 0, 0xd7, 0xff, 1, 0));
    const journal = open();
    expect([journal.intact, journal.length]).toEqual([true, 1]);
    expect(journal.record('boot', undefined, {})).toBe(true);
    expect(open().length).toBe(2);
  });

  it('closes when it is full, and does not claim what it could not store', () => {
    const { open } = board();
    const journal = open();
    const detail = { reason: 'x'.repeat(120), author: 'y'.repeat(120), note: 'z'.repeat(120) };
    let stored = 0;
    while (journal.record('tamper', 1, detail)) stored += 1;
    expect(stored).toBeGreaterThan(300);
    expect([journal.intact, journal.length]).toEqual([false, stored]);
    expect(open().length).toBe(stored);
  });
});
