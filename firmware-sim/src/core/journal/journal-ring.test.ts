import { decodeJournalPage, verifyChain, verifyJournal } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { provisioning } from '../../testing/test-tenant.ts';
import { IdentityStore, type DeviceIdentity } from '../identity/identity.ts';
import type { Flash } from '../ports.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { JournalStore, type EntrySpan } from './journal-store.ts';

const note = { reason: 'x'.repeat(120), author: 'y'.repeat(120), note: 'z'.repeat(120) };

function board() {
  const cells = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  const store = new IdentityStore(cells);
  store.create(provisioning, new SeededRandom(1));
  store.complete();
  const identity = store.load() as DeviceIdentity;
  const open = (flash: Flash = cells) =>
    new JournalStore({ flash, identity, clock: new VirtualClock(), tap: undefined });
  return { cells, identity, open };
}

/** Sends everything, and has it acknowledged. */
function exportAll(journal: JournalStore): Uint8Array[] {
  const entries: Uint8Array[] = [];
  const underWay: EntrySpan[] = [];
  for (let page = journal.nextPage(underWay); page; page = journal.nextPage(underWay)) {
    const read = decodeJournalPage(page.bytes);
    if (read.ok) entries.push(...read.value.entries);
    underWay.push(page.covers);
    journal.acknowledge(page.covers);
  }
  return entries;
}

/** A journal that has made way for new entries a few times, and what a reader has of it. */
const long = longLife();

function longLife() {
  const made = board();
  const journal = made.open();
  journal.record('instruction-accepted', 5000, { kind: 'policy', sequence: 7 });
  const read: Uint8Array[] = [];
  for (let round = 0; round < 6; round += 1) {
    for (let count = 0; count < 60; count += 1) journal.record('tamper', 9, note);
    read.push(...exportAll(journal));
  }
  return { ...made, journal, read };
}

describe('a journal that is longer than its area', () => {
  it('goes on, and verifies from its checkpoint', () => {
    const { journal, open, identity, read } = long;
    expect([journal.length, journal.intact]).toEqual([361, true]);
    expect(journal.first).toBeGreaterThan(40);
    const again = open();
    expect([again.length, again.intact, again.first]).toEqual([361, true, journal.first]);
    expect(again.head).toEqual(journal.head);
    const { tenant, device, sign } = identity;
    const owner = { tenant, device };
    const parts = { signedHead: again.signedHead(), publicKey: sign.publicKey, owner };
    const rest = verifyJournal({
      ...parts,
      entries: read.slice(again.first),
      checkpoint: again.checkpoint,
    });
    expect(rest).toMatchObject({ ok: true, value: { cut: { count: again.first } } });
    // Who kept all pages has the whole of it, and the same hash at the cut.
    expect(verifyJournal({ ...parts, entries: read })).toMatchObject({ ok: true });
    const before = verifyChain(read.slice(0, again.first), owner);
    expect(rest.ok && rest.value.cut?.head).toEqual(before.ok && before.value.head);
  });

  it('does not forget the instructions and the time of its first entries', () => {
    const { open } = long;
    const again = open();
    expect([again.policySequence, again.lastSequence, again.lastTimeS]).toEqual([7, 7, 5000]);
  });

  it('lets go of nothing that was not acknowledged, and opens again when it is', () => {
    const { open } = board();
    const journal = open();
    while (journal.record('tamper', 1, note));
    expect([journal.intact, journal.first]).toEqual([false, 0]);
    const again = open();
    const stored = again.length;
    expect(again.record('boot', undefined, note)).toBe(false);
    expect(exportAll(again)).toHaveLength(stored);
    expect([again.intact, again.first > 0]).toEqual([true, true]);
    expect(again.record('boot', undefined, {})).toBe(true);
    expect(open().length).toBe(stored + 1);
  });

  it('is closed by a checkpoint that is lost, changed, or has nothing behind it', () => {
    const { checkpoint, journal: area } = flashMap;
    const erase = (cells: NorFlash, { at, sizeBytes }: { at: number; sizeBytes: number }) => {
      for (let block = at; block < at + sizeBytes; block += eraseBlockBytes) cells.erase(block);
    };
    const lost = long.cells.clone();
    erase(lost, checkpoint);
    expect(long.open(lost).intact).toBe(false);
    const changed = long.cells.clone();
    changed.program(checkpoint.at + 40, new Uint8Array(checkpoint.sizeBytes - 40));
    expect(long.open(changed).intact).toBe(false);
    const empty = long.cells.clone();
    erase(empty, area);
    expect(long.open(empty).intact).toBe(false);
  });

  it.each(cutWays)('keeps its chain if power ends a cut and the operation did %s', (way) => {
    const life = (flash: Flash, open: (flash: Flash) => JournalStore) => {
      const journal = open(flash);
      const stored: number[] = [];
      while (journal.first === 0 && journal.record('tamper', 9, note)) stored.push(journal.length);
      return stored;
    };
    const prepared = board();
    const full = prepared.open();
    while (full.length < 270) full.record('tamper', 9, note);
    exportAll(full);
    const counter = new CuttingFlash(prepared.cells.clone());
    life(counter, prepared.open);
    for (let back = 1; back <= 12; back += 1) {
      const cells = prepared.cells.clone();
      const cutting = new CuttingFlash(cells, { atOperation: counter.operations - back, way });
      expect(runUntilCut(() => void life(cutting, prepared.open))).toBe('cut');
      const after = prepared.open(cells);
      expect([back, after.intact]).toEqual([back, true]);
      expect(after.record('boot', undefined, {})).toBe(true);
      expect(prepared.open(cells).intact).toBe(true);
    }
  });
});
