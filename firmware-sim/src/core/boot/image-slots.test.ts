import { readImage } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { imageTrust, testImage } from '../../testing/test-tenant.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { ImageSlots } from './image-slots.ts';
import type { Flash } from '../ports.ts';

const factory = testImage(0);
const release = testImage(1, { counter: 2 });

function board(): NorFlash {
  const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  new ImageSlots(flash, imageTrust).install(factory);
  return flash;
}

function start(flash: Flash) {
  const slots = new ImageSlots(flash, imageTrust);
  return { slots, outcome: slots.boot(), minor: slots.running()?.version.minor };
}

/** What an upload leaves in the second slot. */
function load(slots: ImageSlots, flash: Flash, image: Uint8Array): void {
  slots.eraseSecond();
  for (let from = 0; from < image.length; from += 256) {
    flash.program(slots.secondArea.at + from, image.subarray(from, from + 256));
  }
}

function hashOf(image: Uint8Array): Uint8Array {
  const read = readImage(image);
  return read.ok ? read.value.hash : new Uint8Array();
}

describe('the image slots', () => {
  it('boot what the factory programmed, and report a board without an image', () => {
    expect(start(board())).toMatchObject({ outcome: 'booted', minor: 0 });
    const blank = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
    new ImageSlots(blank, imageTrust).commission();
    expect(start(blank)).toMatchObject({ outcome: 'no-image', minor: undefined });
  });

  it('test a new image once, and go back when nobody confirms it', () => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, release);
    expect(slots.select(hashOf(release), false)).toBe('selected');
    expect(slots.secondFree).toBe(false);
    expect(start(flash)).toMatchObject({ outcome: 'test-booted', minor: 1 });
    expect(start(flash)).toMatchObject({ outcome: 'reverted', minor: 0 });
    expect(start(flash)).toMatchObject({ outcome: 'booted', minor: 0 });
  });

  it('keep a confirmed image, and never start one with a lower security counter again', () => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, release);
    slots.select(hashOf(release), false);
    const tested = start(flash).slots;
    expect(tested.hasWayBack).toBe(true);
    expect(tested.confirm()).toBe(true);
    expect(tested.hasWayBack).toBe(false);
    expect(start(flash)).toMatchObject({ outcome: 'booted', minor: 1 });
    expect(tested.list().map(({ bootable }) => bootable)).toEqual([true, false]);
    expect(tested.select(hashOf(factory), false)).toBe('not-found');
  });

  it('hold the counter of a factory image from its first boot on', () => {
    const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
    new ImageSlots(flash, imageTrust).install(testImage(0, { counter: 5 }));
    const { slots } = start(flash);
    const old = testImage(9, { counter: 4 });
    load(slots, flash, old);
    expect(slots.select(hashOf(old), true)).toBe('not-found');
  });

  it('take a permanent image without a test', () => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, release);
    slots.select(hashOf(release), true);
    expect(slots.list()[1]).toMatchObject({ slot: 1, pending: true, permanent: true });
    const swapped = start(flash);
    expect(swapped).toMatchObject({ outcome: 'swapped', minor: 1 });
    expect(swapped.slots.confirmed).toBe(true);
    expect(swapped.slots.list().map(({ bootable }) => bootable)).toEqual([true, false]);
  });

  it.each([
    ['of a foreign key', testImage(1, { key: new Uint8Array(32).fill(99) })],
    ['that was changed', testImage(1).with(80, 0xaa)],
  ])('do not start an image %s', (_name, image) => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, image);
    expect(slots.select(hashOf(image), false)).toBe('not-found');
    expect(slots.list()).toHaveLength(1);
  });

  it('refuse an image that was damaged while it waited', () => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, release);
    slots.select(hashOf(release), false);
    flash.program(slots.secondArea.at + 100, Uint8Array.of(0));
    expect(start(flash)).toMatchObject({ outcome: 'refused', minor: 0 });
    expect(start(flash)).toMatchObject({ outcome: 'booted', minor: 0 });
  });

  it('leave a way back alone that is selected again: the next boot goes there anyway, and stays', () => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, release);
    slots.select(hashOf(release), false);
    const tested = start(flash).slots;
    expect(tested.select(hashOf(factory), false)).toBe('selected');
    expect(start(flash)).toMatchObject({ outcome: 'reverted', minor: 0 });
    expect(start(flash)).toMatchObject({ outcome: 'booted', minor: 0 });
  });

  it('do not set the running image to test', () => {
    const { slots } = start(board());
    expect(slots.select(hashOf(factory), false)).toBe('is-active');
  });

  it('take no factory image that is longer than a slot', () => {
    const slots = new ImageSlots(board(), imageTrust);
    expect(() => slots.install(new Uint8Array(0x40001))).toThrow(/at most 262144 bytes/u);
  });
});

/** Upload, test, confirm, over three boots; reports how far the owner was told it is. */
function upgrade(flash: Flash): { confirmed: boolean; selected: boolean } {
  const told = { confirmed: false, selected: false };
  runUntilCut(() => {
    const { slots } = start(flash);
    load(slots, flash, release);
    told.selected = slots.select(hashOf(release), false) === 'selected';
    const { slots: tested } = start(flash);
    told.confirmed = tested.confirm();
  });
  return told;
}

const slotBlocks = flashMap.imageB.sizeBytes / eraseBlockBytes;

describe('an upgrade that power ends', () => {
  it.each(cutWays)(
    'always leaves an image that boots, if the operation at the cut did %s',
    (way) => {
      const counting = new CuttingFlash(board());
      expect(upgrade(counting)).toEqual({ confirmed: true, selected: true });
      for (let atOperation = 0; atOperation < counting.operations; atOperation += 1) {
        const cells = board();
        const told = upgrade(new CuttingFlash(cells, { atOperation, way }));
        const where = `operation ${atOperation}`;
        const first = start(cells).minor;
        expect([0, 1], where).toContain(first);
        if (told.confirmed) expect(first, where).toBe(1);
        // While the slot is erased, one block is like the other.
        if (atOperation < slotBlocks && atOperation % 16 !== 0) continue;
        // Without a confirmation the factory image is back in the end, and the board is not stuck.
        const second = start(cells).minor;
        if (told.confirmed) expect(second, where).toBe(1);
        if (second === 0)
          expect(upgrade(cells), where).toEqual({ confirmed: true, selected: true });
        expect(start(cells).minor, where).toBe(1);
      }
    },
  );
});

describe('an image whose security counter is too low', () => {
  it('is listed, so that people see what lies there, and can be neither tested nor confirmed', () => {
    const flash = board();
    const { slots } = start(flash);
    load(slots, flash, release);
    slots.select(hashOf(release), true);
    const upgraded = start(flash).slots;
    // The counter is 2 now, and the image that ran before has 1.
    const old = { slot: 1, bootable: false, pending: false };
    expect(upgraded.list()).toMatchObject([{ slot: 0, bootable: true }, old]);
    expect(upgraded.select(hashOf(factory), false)).toBe('not-found');
    expect(start(flash)).toMatchObject({ outcome: 'booted', minor: 1 });
  });
});
