import { useCryptoEngine, type TrackerRecord } from '@feierabend/protocol';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { soundAssembly } from '../../core/assembly.ts';
import { JournalStore } from '../../core/journal/journal-store.ts';
import { Outbox } from '../../core/report/outbox.ts';
import { RecordDesk } from '../../core/report/record-desk.ts';
import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import type { Tally } from '../result/tally.ts';
import { deviceLiver } from '../virtual/live-devices.ts';

/** A morning that ends without a network: much of it still waits then. */
const scenario = `fleet: 1
name: What firmware swallows
from: 2026-03-02T06:50
duration: 9 h
groups:
  - { name: vans, devices: 1, policy: policy.yaml, track: parked }
faults:
  - { kind: broker-outage, at: 5 h, for: 4 h }
`;

/**
 * A day without a network, under a policy that keeps nothing for long. What is deleted then is reports, and what a power cut had
 * left of one, each record in a frame without a number.
 */
const expiring = `fleet: 1
name: What firmware swallows beside what it deletes
from: 2026-03-02T06:50
duration: 30 h
groups:
  - { name: vans, devices: 1, policy: brief.yaml, track: parked }
faults:
  - { kind: broker-outage, at: 8 min, for: 26 h }
  - { kind: device-fault, at: 3 h, fault: power.cut=30s }
`;

async function lived(text = scenario): Promise<Tally> {
  return (await deviceLiver(await planOf(text))([0])).tally;
}

const watched = ['gaps', 'duplicates', 'journal-faults', 'lost'] as const;
const red = (tally: Tally) => watched.filter((name) => tally.sum(name) > 0);

beforeAll(() => useCryptoEngine(nativeCrypto));
afterEach(() => void vi.restoreAllMocks());

describe('a device that ends with a flash full of frames', () => {
  it('is sound when it has sent the others', async () => {
    const tally = await lived();
    expect(tally.findings).toEqual([]);
    expect(red(tally)).toEqual([]);
    expect(tally.sum('waiting')).toBeGreaterThan(10);
  });

  it('is not when the last reports that it says to have stored are nowhere, though nothing came after them', async () => {
    // It is called with its own object.
    // oxlint-disable-next-line typescript/unbound-method
    const { store } = Outbox.prototype;
    vi.spyOn(Outbox.prototype, 'store').mockImplementation(function (this: Outbox, entry) {
      const isLate = entry.kind === 'records' && entry.untilS >= Date.UTC(2026, 2, 2, 13) / 1000;
      return isLate || store.call(this, entry);
    });
    const tally = await lived();
    expect(red(tally)).toEqual(['gaps']);
    expect(tally.sum('gaps')).toBeGreaterThan(2);
  });

  it('is not when it says of every fifth report that it is stored, and it is not', async () => {
    // It is called with its own object.
    // oxlint-disable-next-line typescript/unbound-method
    const { store } = Outbox.prototype;
    let reports = 0;
    vi.spyOn(Outbox.prototype, 'store').mockImplementation(function (this: Outbox, entry) {
      if (entry.kind === 'records') reports += 1;
      return entry.kind === 'records' && reports % 5 === 0 ? true : store.call(this, entry);
    });
    const tally = await lived();
    expect(red(tally)).toEqual(['gaps']);
    expect(tally.sum('gaps')).toBeGreaterThan(2);
    expect(tally.sum('waiting')).toBeGreaterThan(tally.sum('gaps'));
  });

  it('is sound when it has deleted what was too old', async () => {
    const tally = await lived(expiring);
    expect([tally.findings, red(tally)]).toEqual([[], []]);
    expect(tally.sum('withheld')).toBeGreaterThan(0);
  });

  it('is not when a report is nowhere, and what it has deleted was more than reports', async () => {
    // It is called with its own object.
    // oxlint-disable-next-line typescript/unbound-method
    const { store } = Outbox.prototype;
    let reports = 0;
    vi.spyOn(Outbox.prototype, 'store').mockImplementation(function (this: Outbox, entry) {
      if (entry.kind === 'records') reports += 1;
      return entry.kind === 'records' && reports === 5 ? true : store.call(this, entry);
    });
    const tally = await lived(expiring);
    expect([red(tally), tally.sum('gaps')]).toEqual([['gaps'], 1]);
  });

  it('is not when it seals less than it took, and numbers that without a gap', async () => {
    const { encodeBatch } = soundAssembly;
    vi.spyOn(soundAssembly, 'encodeBatch').mockImplementation((records, parts) =>
      encodeBatch(
        records.length > 5 ? records.with(2, records[1] as TrackerRecord) : records,
        parts,
      ),
    );
    const tally = await lived(scenario.slice(0, scenario.indexOf('faults:')));
    expect(red(tally)).toEqual(['gaps', 'duplicates']);
    expect(tally.findings.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringContaining('places were taken that are in no report'),
    );
  });

  it('is not when it stores each report twice', async () => {
    // It is called with its own object.
    // oxlint-disable-next-line typescript/unbound-method
    const { store } = RecordDesk.prototype;
    vi.spyOn(RecordDesk.prototype, 'store').mockImplementation(function (this: RecordDesk, batch) {
      store.call(this, batch);
      store.call(this, batch);
    });
    const tally = await lived();
    expect(red(tally)).toEqual(['duplicates']);
  });

  it('is not when it takes some pages of its journal for acknowledged that it never sent', async () => {
    // It is called with its own object.
    // oxlint-disable-next-line typescript/unbound-method
    const { nextPage } = JournalStore.prototype;
    vi.spyOn(JournalStore.prototype, 'nextPage').mockImplementation(function (
      this: JournalStore,
      underWay,
    ) {
      const page = nextPage.call(this, underWay);
      if (page === undefined || page.covers.from < 4 || page.covers.from > 8) return page;
      this.acknowledge(page.covers);
      return nextPage.call(this, underWay);
    });
    const tally = await lived();
    expect(red(tally)).toEqual(['journal-faults']);
    expect(tally.findings.at(0)?.sentence).toContain('neither came nor wait');
  });
});
