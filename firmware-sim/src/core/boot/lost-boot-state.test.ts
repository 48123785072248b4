import { ImageState, SmpRefusal, TrackerStatusCommand, toHex } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { FaultyFlash } from '../../hardware/faulty-flash.ts';
import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { everyCut } from '../../testing/cut-tracker.ts';
import { at, imageTrust, signedOrder, testImage, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { ImageSlots } from './image-slots.ts';
import type { Flash } from '../ports.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const state = flashMap.bootState;

/** Both blocks as if nothing had ever been written. */
function forget(cells: NorFlash): void {
  for (let block = state.at; block < state.at + state.sizeBytes; block += eraseBlockBytes) {
    cells.erase(block);
  }
}

/** What an upload and a permanent mark leave: 1.1.0 with counter 2 is to run, 1.0.0 with counter 1 before it. */
function upgraded(newer = testImage(1, { counter: 2 })): NorFlash {
  const cells = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  new ImageSlots(cells, imageTrust).install(testImage(0));
  const slots = new ImageSlots(cells, imageTrust);
  slots.boot();
  cells.program(slots.secondArea.at, newer);
  const hash = slots.list()[1]?.image.hash ?? new Uint8Array();
  expect(slots.select(hash, true)).toBe('selected');
  expect(new ImageSlots(cells, imageTrust).boot()).toBe('swapped');
  return cells;
}

function start(flash: Flash) {
  const slots = new ImageSlots(flash, imageTrust);
  return { slots, outcome: slots.boot(), minor: slots.running()?.version.minor };
}

describe('image slots whose boot state cannot be read', () => {
  it('start the image that is not older than the other, and say so', () => {
    const cells = upgraded();
    forget(cells);
    const { slots, outcome, minor } = start(cells);
    expect([outcome, minor]).toEqual(['state-unreadable', 1]);
    expect([slots.isStateKnown, slots.counterMin, slots.hasWayBack]).toEqual([
      false,
      undefined,
      false,
    ]);
    // The area that runs is B, and is called slot 0 as ever.
    expect(slots.list()).toMatchObject([
      { slot: 0, active: true, confirmed: false, image: { version: { minor: 1 } } },
      {
        slot: 1,
        active: false,
        bootable: false,
        confirmed: false,
        image: { version: { minor: 0 } },
      },
    ]);
  });

  it('mark, confirm, write and erase nothing, however often they boot', () => {
    const cells = upgraded();
    forget(cells);
    const before = Buffer.from(cells.read(0, cells.sizeBytes));
    for (let boot = 0; boot < 3; boot += 1) {
      const { slots, minor } = start(cells);
      expect(minor).toBe(1);
      for (const { image } of slots.list()) {
        expect(slots.select(image.hash, true)).toBe('state-unknown');
        expect(slots.select(image.hash, false)).toBe('state-unknown');
      }
      expect([slots.confirm(), slots.secondFree]).toEqual([false, false]);
    }
    expect(before.equals(cells.read(0, cells.sizeBytes))).toBe(true);
  });

  it('start nothing where the image that ran may be what is damaged', () => {
    const cells = upgraded();
    forget(cells);
    cells.program(flashMap.imageB.at + 100, Uint8Array.of(0));
    const { slots, outcome, minor } = start(cells);
    expect([outcome, minor]).toEqual(['state-unreadable', undefined]);
    expect(slots.restore()).toBe(false);
  });

  it('start nothing where serial recovery was writing over what ran', () => {
    const cells = upgraded();
    expect(start(cells).slots.clearFirst()).toBe(true);
    forget(cells);
    expect(start(cells)).toMatchObject({ outcome: 'state-unreadable', minor: undefined });
  });

  it('start the only image of a board whose second area is blank', () => {
    const cells = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
    new ImageSlots(cells, imageTrust).install(testImage(0));
    forget(cells);
    expect(start(cells)).toMatchObject({ outcome: 'state-unreadable', minor: 0 });
  });

  it('do not try again what ended in the watchdog', () => {
    const cells = upgraded();
    forget(cells);
    const slots = new ImageSlots(cells, imageTrust);
    expect(slots.boot(true)).toBe('state-unreadable');
    expect(slots.running()).toBeUndefined();
  });

  it('hold the counter of what was restored, over every boot', () => {
    const cells = upgraded();
    forget(cells);
    expect(start(cells).slots.restore()).toBe(true);
    const { slots, outcome, minor } = start(cells);
    expect([outcome, minor, slots.counterMin, slots.confirmed]).toEqual(['booted', 1, 2, true]);
    expect(slots.select(slots.list()[1]?.image.hash ?? new Uint8Array(), true)).toBe('not-found');
  });

  it.each(cutWays)('are restored or still in doubt after a power cut, never older (%s)', (way) => {
    const counting = new CuttingFlash(restorable());
    expect(start(counting).slots.restore()).toBe(true);
    expect(counting.operations).toBeGreaterThan(3);
    for (let atOperation = 0; atOperation < counting.operations; atOperation += 1) {
      const cells = restorable();
      runUntilCut(() => start(new CuttingFlash(cells, { atOperation, way })).slots.restore());
      const { slots, minor } = start(cells);
      expect(minor, `operation ${atOperation}`).toBe(1);
      if (slots.isStateKnown) expect([slots.counterMin, slots.confirmed]).toEqual([2, true]);
      else expect(slots.restore(), `operation ${atOperation}`).toBe(true);
    }
  });
});

/** Damaged, not blank. */
function restorable(): NorFlash {
  const cells = upgraded();
  cells.program(state.at + 40, new Uint8Array(64));
  expect(start(cells).slots.isStateKnown).toBe(false);
  return cells;
}

describe('a chip that forgets', () => {
  it('never lets an older image run, whichever byte of the boot state loses a bit', () => {
    const cells = upgraded();
    const used = [...cells.read(state.at, state.sizeBytes).entries()].flatMap(([index, byte]) =>
      byte === 0xff ? [] : [state.at + index],
    );
    let lost = 0;
    for (const damagedAt of used) {
      const flash = new FaultyFlash(cells, { damagedAt: [damagedAt] }, new SeededRandom(1));
      const slots = new ImageSlots(flash, imageTrust);
      if (slots.isStateKnown) expect(slots.counterMin, `byte ${damagedAt}`).toBe(2);
      else lost += 1;
      // To verify both images takes a while.
      if (damagedAt % 8 === 0) expect(start(flash).minor, `byte ${damagedAt}`).toBe(1);
    }
    // Some bytes are those of states that were let go, or have a majority; the others are noticed.
    expect(lost).toBeGreaterThan(used.length / 4);
  });
});

describe('a tracker whose boot state is lost', () => {
  /** At work, with a policy, until the board loses it. */
  function lost(): TestTracker {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 1), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBeGreaterThan(0);
    world.device.powerOff();
    forget(world.cells);
    world.device.powerOn();
    return world;
  }

  it('captures nothing, notes it, and tells whoever asks', async () => {
    const world = lost();
    world.driveTo(at(9, 5), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    const status = await world.client.request(TrackerStatusCommand.read, {});
    expect(status).toMatchObject({ mode: 'closed', why: 'boot-state', flt: ['boot-state'] });
    expect(status.cnt).toBeUndefined();
    const confirmed = world.client.request(ImageState.write, { confirm: true });
    await expect(confirmed).rejects.toThrow(SmpRefusal);
    world.powerCycle();
    world.driveTo(at(9, 20), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    // And whoever reads the journal hears of it, which image runs as well.
    const image = toHex(world.tracker.slots.running()?.hash ?? new Uint8Array());
    const told = world.reports.entries.filter(({ kind }) => kind === 'firmware');
    expect(told.map(({ detail }) => detail)).toEqual(
      Array.from({ length: 2 }, () => ({ bootState: 'unreadable', image })),
    );
  });

  it('is brought back by a signed instruction that names the image, and by no other', () => {
    const world = lost();
    world.driveTo(at(9, 2), () => work);
    const other = { imageHash: new Uint8Array(32) };
    expect(world.order('confirm-firmware', other)).toMatchObject({ accepted: false });
    const imageHash = world.tracker.slots.running()?.hash ?? new Uint8Array();
    expect(world.order('confirm-firmware', { imageHash })).toMatchObject({ accepted: true });
    world.driveTo(at(9, 5), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBeGreaterThan(0);
    world.powerCycle();
    expect(world.tracker.bootOutcome).toBe('booted');
  });

  it('ends restored, or takes the same instruction again, when power ends it at any operation', () => {
    const hash = new ImageSlots(lost().cells, imageTrust);
    hash.boot();
    const imageHash = hash.running()?.hash ?? new Uint8Array();
    const confirm = signedOrder('confirm-firmware', { imageHash }, { sequence: 1 });
    const cuts = everyCut({
      startS: at(9),
      ways: ['torn'],
      prepare: ({ device, cells }) => {
        device.powerOff();
        forget(cells);
      },
      act: (world) => void world.duty.instruct(confirm),
    });
    let places = 0;
    for (const { world, where } of cuts) {
      expect(world.duty.instruct(confirm), where).toMatchObject({ accepted: true });
      expect(world.tracker.slots, where).toMatchObject({ isStateKnown: true, counterMin: 1 });
      world.device.powerOff();
      places += 1;
    }
    expect(places).toBeGreaterThan(10);
  });
});
