import {
  decodeEntry,
  decodeJournalPage,
  Echo,
  JournalRead,
  ReceiptRead,
  sendInstruction,
  Setting,
  TrackerError,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  verifyReceipt,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { restore } from '../../testing/cut-tracker.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { at, signedOrder, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { flashMap, type FlashArea } from '../storage/flash-map.ts';
import { IdentityStore } from '../identity/identity.ts';
import { Decommissioning } from './decommissioning.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const buffers = { bufferBytes: 1024, bufferCount: 4 };
const notApplicable = { accepted: false, rc: TrackerError.notApplicable };
const consent = { scope: 'device', data: 'destroy' } as const;
const kept = ['imageA', 'imageB', 'bootState', 'wipe'];

function collecting(): TestTracker {
  const world = makeTestTracker({ startS: at(8, 59) });
  world.network.up = false;
  world.apply(testPolicy);
  world.driveTo(at(9, 5), () => work);
  return world;
}

/** Reads the whole journal, as somebody does who ends a tenancy. */
async function readJournal(world: TestTracker): Promise<number> {
  let from = 0;
  for (;;) {
    const { len, page } = await world.client.request(JournalRead.read, { from });
    const decoded = decodeJournalPage(page);
    const entries = decoded.ok ? decoded.value.entries : [];
    if (entries.length === 0) return from;
    from += entries.length;
    if (from >= len) return from;
  }
}

/** Reads the journal, has the wipe accepted, and lets the device do it. */
async function wiped(prepare?: (cells: NorFlash) => void): Promise<TestTracker> {
  const world = collecting();
  prepare?.(world.cells);
  await readJournal(world);
  const order = signedOrder('wipe', consent, { sequence: 2 });
  await sendInstruction(world.client, order, buffers);
  await Promise.resolve();
  return world;
}

function expectBlank(cells: NorFlash, where: string): void {
  for (const [name, { at: from, sizeBytes }] of Object.entries<FlashArea>(flashMap)) {
    if (kept.includes(name)) continue;
    const isBlank = cells.read(from, sizeBytes).every((byte) => byte === 0xff);
    expect(isBlank, `${name}, ${where}`).toBe(true);
  }
}

describe('a wipe of the stored reports', () => {
  it('leaves nothing that could be sent, and the device at work', () => {
    const world = collecting();
    const order = { scope: 'reports', data: 'destroy' } as const;
    const decision = world.order('wipe', order, { cosigner: null });
    expect(decision).toMatchObject({ accepted: true });
    const { duty, identity } = world.tracker;
    const receipt = duty?.receipts.read(0) ?? new Uint8Array();
    const proof = verifyReceipt(receipt, identity?.sign.publicKey ?? new Uint8Array());
    expect(proof).toMatchObject({ value: { scope: 'reports', attested: true } });
    world.driveTo(at(9, 10), () => work);
    expect(duty?.recorder.counts.fixesTaken).toBeGreaterThan(30);
  });

  it('is refused while reports wait that are said to be returned', () => {
    const world = collecting();
    const order = { scope: 'reports', data: 'returned' } as const;
    expect(world.order('wipe', order)).toEqual(notApplicable);
    world.network.up = true;
    expect(world.order('wipe', order)).toMatchObject({ accepted: true });
  });
});

describe('a wipe of the device', () => {
  it('needs the employees side, and a journal that was read', async () => {
    const world = collecting();
    for (let number = 0; number < 20; number += 1) world.duty.instruct(Uint8Array.of(number));
    const alone = world.order('wipe', consent, { cosigner: null });
    expect(alone).toEqual({ accepted: false, rc: TrackerError.needsSecondSignature });
    expect(world.order('wipe', consent)).toEqual(notApplicable);
    expect(await readJournal(world)).toBe(world.duty.journal.length);
    expect(world.order('wipe', consent)).toMatchObject({ accepted: true });
    // It is over from here on, before the reset that carries it out.
    expect(world.duty.active).toBeUndefined();
  });

  it('ends in a device that captures nothing, and proves what it did', async () => {
    const world = await wiped();
    expectBlank(world.cells, 'after the wipe');
    const { client } = world;
    const status = await client.request(TrackerStatusCommand.read, {});
    const ended = { life: 'decommissioned', mode: 'closed', why: 'decommissioned', dev: 'van-7' };
    expect(status).toMatchObject(ended);
    const { receipt, key } = await client.request(ReceiptRead.read, { n: 0 });
    const journalCount = status.jlen;
    expect(verifyReceipt(receipt, key)).toMatchObject({
      value: { scope: 'device', attested: true, journalCount, tenant: 'acme', device: 'van-7' },
    });
    const { page } = await client.request(JournalRead.read, { from: 0 });
    const tail = decodeJournalPage(page);
    const last = tail.ok ? tail.value.entries.map((bytes) => decodeEntry(bytes)).at(-1) : undefined;
    expect(last).toMatchObject({
      value: { kind: 'instruction-accepted', index: journalCount - 1 },
    });
    world.driveTo(at(9, 30), () => work);
    world.powerCycle();
    expectBlank(world.cells, 'later');
  });

  it.each(['policy', 'outbox', 'journal'] as const)(
    'is not attested where %s does not erase',
    async (name) => {
      const { client } = await wiped((cells) => {
        const erase = cells.erase.bind(cells);
        cells.erase = (blockAt) => {
          if (blockAt !== flashMap[name].at) erase(blockAt);
        };
      });
      const { receipt, key } = await client.request(ReceiptRead.read, { n: 0 });
      expect(verifyReceipt(receipt, key)).toMatchObject({ value: { attested: false } });
    },
  );

  it('leaves no way back: no instruction, no setting, no identity', async () => {
    const { client, tracker } = await wiped();
    expect([tracker.duty, tracker.identity]).toEqual([undefined, undefined]);
    const instruction = signedOrder('policy', testPolicy, { sequence: 3 });
    const sent = sendInstruction(client, instruction, buffers);
    await expect(sent).rejects.toThrow(/DECOMMISSIONED/u);
    const set = client.request(Setting.write, { name: 'device/label', val: Uint8Array.of(65) });
    await expect(set).rejects.toThrow(/ACCESSDENIED/u);
    const asked = client.request(TrackerIdentityCommand.read, {});
    await expect(asked).rejects.toThrow(/DECOMMISSIONED/u);
    expect(await client.request(Echo.write, { d: 'x' })).toEqual({ r: 'x' });
  });

  it('is finished by the next boots, wherever power ends it, and its keys are gone first', async () => {
    const world = collecting();
    await readJournal(world);
    world.order('wipe', consent);
    world.device.powerOff();
    const ordered = world.cells.read(0, world.cells.sizeBytes);
    const cells = new NorFlash(world.cells);
    const { operations } = finishWith(cells, ordered);
    expect(operations).toBeGreaterThan(10);
    for (const way of cutWays) {
      for (let atOperation = 0; atOperation < operations; atOperation += 1) {
        const where = `operation ${atOperation}, ${way}`;
        finishWith(cells, ordered, { atOperation, way });
        const outbox = cells.read(flashMap.outbox.at, flashMap.outbox.sizeBytes);
        if (outbox.every((byte) => byte === 0xff)) {
          expect(new IdentityStore(cells).load(), where).toBeUndefined();
        }
        const ending = new Decommissioning(cells);
        expect(ending.erasure, where).toBeDefined();
        ending.finish();
        const { receipt, key, state } = ending.erasure ?? {};
        const proof = verifyReceipt(receipt ?? new Uint8Array(), key ?? new Uint8Array());
        expect([state, proof.ok && proof.value.attested], where).toEqual(['gone', true]);
        expectBlank(cells, where);
      }
    }
  });
});

function finishWith(
  cells: NorFlash,
  contents: Uint8Array,
  cut?: ConstructorParameters<typeof CuttingFlash>[1],
): CuttingFlash {
  restore(cells, contents);
  const chip = new CuttingFlash(cells, cut);
  runUntilCut(() => new Decommissioning(chip).finish());
  return chip;
}
