import {
  isReceipt,
  ReceiptRead,
  toHex,
  verifyReceipt,
  type DeletionReceipt,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { everyCut } from '../../testing/cut-tracker.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { flashMap } from '../storage/flash-map.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const alone = { cosigner: null };
const morning = { fromS: at(9), untilS: at(9, 20) };

/** Two batches of a morning without network, the second one after nine thirty. */
function collect(world: TestTracker): void {
  world.network.up = false;
  world.apply(testPolicy);
  world.driveTo(at(9, 5), () => work);
  world.duty.recorder.flush();
  world.passTo(at(9, 30));
  world.driveTo(at(9, 31), () => work);
  world.duty.recorder.flush();
}

function frames(world: TestTracker) {
  const { outbox } = world.duty;
  return outbox.waiting().flatMap((sequence) => outbox.read(sequence) ?? []);
}

function proof(world: TestTracker): DeletionReceipt | undefined {
  const { identity } = world.tracker;
  const bytes = world.duty.receipts.read(0);
  const read = bytes && identity && verifyReceipt(bytes, identity.sign.publicKey);
  return read?.ok === true ? read.value : undefined;
}

/** The contents of the outbox area, as somebody with a programmer reads them. */
const dump = (world: TestTracker) =>
  toHex(world.cells.read(flashMap.outbox.at, flashMap.outbox.sizeBytes));

describe('a deleted period', () => {
  it('takes every batch that touches it, and nothing else, out of the cells as well', () => {
    const world = makeTestTracker({ startS: at(8, 59) });
    collect(world);
    const [gone, kept] = frames(world).filter(({ positions }) => positions);
    expect(dump(world)).toContain(toHex(gone?.frame ?? new Uint8Array()));
    expect(world.order('delete-period', morning, alone)).toMatchObject({ accepted: true });
    const left = frames(world).filter(({ positions }) => positions);
    expect(left).toEqual([kept]);
    expect(dump(world)).not.toContain(toHex(gone?.frame ?? new Uint8Array()));
    expect(dump(world)).toContain(toHex(kept?.frame ?? new Uint8Array()));
    expect(proof(world)).toMatchObject({ scope: 'period', ...morning, attested: true });
    world.powerCycle();
    expect(frames(world).filter(({ positions }) => positions)).toEqual([kept]);
  });

  it('is not attested where a cell keeps what was to be overwritten', () => {
    const world = makeTestTracker({ startS: at(8, 59) });
    collect(world);
    const program = world.cells.program.bind(world.cells);
    world.cells.program = (where, bytes) => {
      // Marks are shorter than any frame.
      if (bytes.length < 40 || bytes.some((byte) => byte !== 0)) program(where, bytes);
    };
    expect(world.order('delete-period', morning, alone)).toMatchObject({ accepted: true });
    expect(proof(world)).toMatchObject({ scope: 'period', ...morning, attested: false });
  });

  it('takes what was not stored yet, too', () => {
    const world = makeTestTracker({ startS: at(8, 59) });
    world.network.up = false;
    world.apply(testPolicy);
    world.driveTo(at(9, 5), () => work);
    world.order('delete-period', morning, alone);
    world.duty.recorder.flush();
    expect(frames(world).filter(({ positions }) => positions)).toEqual([]);
  });

  it.each([
    ['a deleted period', (world: TestTracker) => world.order('delete-period', morning, alone)],
    [
      'a wipe of the reports',
      (world: TestTracker) => world.order('wipe', { scope: 'reports', data: 'destroy' }),
    ],
  ])('is not sent again where nobody acknowledged it before %s', (_name, order) => {
    const world = makeTestTracker({ startS: at(8, 59) });
    world.network.copies = 0;
    world.apply(testPolicy);
    world.driveTo(at(9, 5), () => work);
    world.duty.recorder.flush();
    world.network.up = false;
    const [place] = frames(world).filter(({ positions }) => positions);
    const sent = () => world.network.delivered.map(({ payload }) => toHex(payload));
    expect(order(world)).toMatchObject({ accepted: true });
    world.network.copies = 1;
    world.network.up = true;
    expect(sent().length).toBeGreaterThan(1);
    expect(sent()).not.toContain(toHex(place?.frame ?? new Uint8Array()));
  });

  it('ends in a receipt that SMP and the journal channel hand out', async () => {
    const world = makeTestTracker({ startS: at(8, 59) });
    collect(world);
    const none = world.client.request(ReceiptRead.read, { n: 0 });
    await expect(none).rejects.toThrow(/NO_RECEIPT/u);
    world.order('delete-period', morning, alone);
    const { len, receipt, key } = await world.client.request(ReceiptRead.read, { n: 0 });
    expect([len, isReceipt(receipt), verifyReceipt(receipt, key).ok]).toEqual([1, true, true]);
    world.network.up = true;
    expect(world.reports.receipts.map(toHex)).toEqual([toHex(receipt)]);
  });

  it('is deleted, proven and noted once, wherever power ends it', () => {
    let cuts = 0;
    const life = {
      startS: at(8, 59),
      ways: ['torn'] as const,
      prepare: collect,
      act: (world: TestTracker) =>
        void world.order('delete-period', morning, { ...alone, sequence: 2 }),
    };
    for (const { world, where } of everyCut(life)) {
      cuts += 1;
      const batches = frames(world).filter(({ positions }) => positions);
      const receipt = proof(world);
      const isAccepted = world.duty.lastSequence === 2;
      expect(batches.length, where).toBe(isAccepted ? 1 : 2);
      if (!isAccepted) continue;
      expect(receipt, where).toMatchObject({ count: 1, attested: true });
      expect([world.duty.receipts.count, world.duty.journal.intact], where).toEqual([1, true]);
      expect(world.duty.active, where).toBeDefined();
    }
    expect(cuts).toBeGreaterThan(10);
  }, 120_000);
});
