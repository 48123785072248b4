import {
  encodeSmpMessage,
  ImageState,
  Params,
  probeServer,
  Reset,
  SmpVersion,
  toHex,
  TrackerStatusCommand,
  uploadImage,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';

import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { at, imageTrust, testImage, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { ImageSlots } from './image-slots.ts';

const work = { latitude: 48.37, longitude: 10.89 };

async function reset(world: TestTracker, bootMode?: number): Promise<void> {
  await world.client.request(Reset.write, bootMode === undefined ? {} : { boot_mode: bootMode });
  await Promise.resolve();
}

async function inRecovery(): Promise<TestTracker> {
  const world = makeTestTracker({ startS: at(9) });
  world.apply(testPolicy);
  world.driveTo(at(9, 0, 30), () => work);
  await reset(world, 1);
  expect(world.device.inRecovery).toBe(true);
  return world;
}

async function upload(world: TestTracker, image: Uint8Array): Promise<void> {
  const { buf_size: bufferBytes, buf_count: bufferCount } = await world.client.request(
    Params.read,
    {},
  );
  const parts = { bufferBytes, bufferCount, resume: false, isRecovery: true };
  await uploadImage(world.client, { ...parts, image, sha256: sha256(image), onProgress: () => {} });
}

describe('serial recovery', () => {
  it('answers as MCUboot does, with groups 0 and 1, and is told apart from the firmware', async () => {
    const world = await inRecovery();
    expect(await probeServer(world.client)).toMatchObject({
      isRecovery: true,
      buffers: { bufferCount: 1 },
    });
    const status = world.client.request(TrackerStatusCommand.read, {});
    await expect(status).rejects.toThrow(/NOTSUP|NOT_SUPPORTED/u);
    expect((await world.client.request(ImageState.read, {})).images).toMatchObject([
      { slot: 0, version: '1.0.0' },
    ]);
  });

  it('captures nothing however long it waits, and the journal has the reset before and the boot after', async () => {
    const world = await inRecovery();
    expect(world.device.tracker).toBeUndefined();
    const before = Buffer.from(world.cells.read(0, world.cells.sizeBytes));
    world.driveTo(at(9, 30), () => work);
    expect(before.equals(world.cells.read(0, world.cells.sizeBytes))).toBe(true);
    await reset(world);
    world.driveTo(at(9, 50), () => work);
    const { entries, records } = world.reports;
    const told = entries.flatMap(({ kind, detail }) =>
      kind === 'boot' || kind === 'firmware' ? [{ kind, detail }] : [],
    );
    expect(told).toMatchObject([
      { kind: 'boot', detail: { outcome: 'booted' } },
      { kind: 'firmware', detail: { reset: 'recovery' } },
      { kind: 'boot', detail: { outcome: 'booted' } },
    ]);
    const times = records.flatMap((one) => (one.kind === 'fix' ? [one.timeS] : []));
    expect(times.length).toBeGreaterThan(1);
    expect(times.filter((timeS) => timeS > at(9, 0, 30) && timeS < at(9, 30))).toEqual([]);
  });

  it('writes over the slot that runs; what is sound starts, confirmed, and its counter holds', async () => {
    const world = await inRecovery();
    await upload(world, testImage(1, { counter: 4 }));
    await reset(world);
    const { slots, firmwareVersion } = world.tracker;
    expect([firmwareVersion, slots.confirmed, slots.counterMin]).toEqual(['1.1.0', true, 4]);
    expect(slots.hasWayBack).toBe(false);
  });

  it.each([
    ['of a foreign key', testImage(1, { key: sha256(new Uint8Array()) })],
    ['with an older counter', testImage(1, { counter: 0 })],
    ['that is none', new Uint8Array(500).fill(0x78)],
  ])('takes an image %s as MCUboot does, and never starts it', async (_what, image) => {
    const world = await inRecovery();
    await upload(world, image);
    await reset(world);
    expect([world.device.inRecovery, world.device.tracker]).toEqual([true, undefined]);
    world.powerCycle();
    expect([world.tracker.bootOutcome, world.tracker.firmwareVersion]).toEqual([
      'no-image',
      'none',
    ]);
    world.driveTo(at(9, 2), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    // The way out is the same.
    await reset(world, 1);
    await upload(world, testImage(2));
    await reset(world);
    expect(world.tracker.firmwareVersion).toBe('1.2.0');
  });

  it('is left by a power cut', async () => {
    const world = await inRecovery();
    world.powerCycle();
    expect([world.device.inRecovery, world.tracker.firmwareVersion]).toEqual([false, '1.0.0']);
  });

  it('is not entered from afar', async () => {
    const world = makeTestTracker();
    const first = world.tracker;
    const payload = Reset.write.request.encode({ boot_mode: 1 });
    const request = { group: 0, command: 5, sequence: 9, version: SmpVersion.v2, op: 2 as const };
    world.network.request(encodeSmpMessage({ ...request, payload }));
    const answer = world.network.delivered.at(-1)?.payload ?? new Uint8Array();
    expect(toHex(answer.subarray(8))).toBe('a16272630b');
    world.network.acknowledgeAll();
    await Promise.resolve();
    expect([world.tracker, world.device.inRecovery]).toEqual([first, false]);
  });

  it('takes no image while the boot state is unknown', async () => {
    const world = makeTestTracker();
    const slots = new ImageSlots(world.cells, imageTrust);
    world.device.powerOff();
    for (const block of [0x80000, 0x81000]) world.cells.erase(block);
    world.device.powerOn();
    await reset(world, 1);
    await expect(upload(world, testImage(1))).rejects.toThrow(/BADSTATE/u);
    expect(world.cells.read(slots.firstArea.at, 4)).toEqual(testImage(0).slice(0, 4));
  });
});

describe('power that ends the erase of the slot that runs', () => {
  /** 1.1.0 on trial, with 1.0.0 as its way back, or confirmed. */
  function board(isConfirmed: boolean) {
    const world = makeTestTracker({ provisioned: false });
    world.cells.program(world.tracker.slots.secondArea.at, testImage(1));
    const [, second] = world.tracker.slots.list();
    world.tracker.slots.select(second?.image.hash ?? new Uint8Array(), isConfirmed);
    world.powerCycle();
    world.device.powerOff();
    return world.cells;
  }

  it.each(cutWays)('never leaves a trial confirmed, nor an area that looks unused (%s)', (way) => {
    for (const isConfirmed of [true, false]) {
      const made = board(isConfirmed);
      const counting = new CuttingFlash(made.clone());
      expect(new ImageSlots(counting, imageTrust).clearFirst()).toBe(true);
      // The erases of the blocks in the middle are all alike.
      const { operations } = counting;
      const places = [0, 1, 2, 30, operations - 3, operations - 2, operations - 1];
      for (const atOperation of places) {
        const cells = made.clone();
        const cutting = new CuttingFlash(cells, { atOperation, way });
        runUntilCut(() => new ImageSlots(cutting, imageTrust).clearFirst());
        const { firstArea } = new ImageSlots(cells, imageTrust);
        const area = cells.read(firstArea.at, firstArea.sizeBytes);
        expect(
          area.some((byte) => byte !== 0xff),
          `operation ${atOperation}`,
        ).toBe(true);
        const slots = new ImageSlots(cells, imageTrust);
        const outcome = slots.boot();
        const minor = slots.running()?.version.minor;
        const left = `${outcome} ${minor}, operation ${atOperation}`;
        if (isConfirmed)
          expect(['booted 1', 'no-image undefined'], left).toContain(`${outcome} ${minor}`);
        else expect([0, undefined], left).toContain(minor);
      }
    }
  });
});
