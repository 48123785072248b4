import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { FlashLog } from './flash-log.ts';

const area = { at: 256, sizeBytes: 1024 };
const chip = () => new NorFlash({ sizeBytes: 2048, eraseBlockBytes: 256 });
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
/** Seven of these fill a block: 16 bytes of header and 7 x 32. */
const small = (value: number) => bytes(16, value);

function append(log: FlashLog, count: number): number[] {
  return Array.from({ length: count }, (_, index) => log.append(small(index)) ?? -1);
}

describe('a flash log', () => {
  it('finds what it stored again after a mount, oldest first', () => {
    const flash = chip();
    append(new FlashLog(flash, area), 10);
    const again = new FlashLog(flash, area);
    expect(again.sequences()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(again.read(8)).toEqual(small(8));
    expect([again.torn, again.damaged]).toEqual([0, 0]);
  });

  it('writes nothing when it is mounted', () => {
    const flash = chip();
    append(new FlashLog(flash, area), 3);
    const programs: number[] = [];
    const watched = {
      sizeBytes: flash.sizeBytes,
      eraseBlockBytes: flash.eraseBlockBytes,
      read: (at: number, length: number) => flash.read(at, length),
      program: (at: number) => void programs.push(at),
      erase: (at: number) => void programs.push(at),
    };
    expect(new FlashLog(watched, area).size).toBe(3);
    expect(programs).toEqual([]);
  });

  it('touches no cell outside its area', () => {
    const flash = chip();
    const log = new FlashLog(flash, area);
    for (let round = 0; round < 40; round += 1) log.free(log.append(small(round)) ?? -1);
    const outside = [...flash.read(0, 256), ...flash.read(1280, 768)];
    expect(outside.every((byte) => byte === 0xff)).toBe(true);
  });

  it('says that it is full, stores nothing then, and takes more once a block is free', () => {
    const log = new FlashLog(chip(), area);
    append(log, 28);
    expect(log.append(small(99))).toBeUndefined();
    expect(log.size).toBe(28);
    for (let sequence = 0; sequence < 6; sequence += 1) log.free(sequence);
    expect(log.append(small(99))).toBeUndefined();
    log.free(6);
    expect(log.append(small(99))).toBe(28);
  });

  it('counts on after everything was freed, erased and mounted again', () => {
    const flash = chip();
    let log = new FlashLog(flash, area);
    for (let round = 0; round < 100; round += 1) {
      expect(log.append(small(1))).toBe(round);
      log.free(round);
      if (round % 9 === 0) log = new FlashLog(flash, area);
    }
    expect(log.sequences()).toEqual([]);
  });

  it('counts on from the header of a block whose first entry power cut short', () => {
    const flash = chip();
    const log = new FlashLog(flash, area);
    for (const sequence of append(log, 8)) log.free(sequence);
    // The second block holds entry 7 alone: make it one that was never finished, and lose the first block.
    flash.program(256, bytes(4, 0));
    flash.erase(512);
    const next = new FlashLog(flash, area);
    expect(next.append(small(1))).toBe(0);
    const other = chip();
    const kept = new FlashLog(other, area);
    for (const sequence of append(kept, 8)) kept.free(sequence);
    other.program(256, bytes(4, 0));
    other.program(512 + 16, bytes(12, 0));
    expect(new FlashLog(other, area).append(small(1))).toBe(7);
  });

  it('spreads wear over all its blocks', () => {
    const flash = chip();
    const log = new FlashLog(flash, area);
    for (let round = 0; round < 7 * 40; round += 1) log.free(log.append(small(1)) ?? -1);
    const counts = flash.eraseCounts.slice(1, 5);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('keeps a mark over a mount', () => {
    const flash = chip();
    const log = new FlashLog(flash, area);
    append(log, 3);
    log.mark(1);
    const again = new FlashLog(flash, area);
    expect([0, 1, 2].map((sequence) => again.isMarked(sequence))).toEqual([false, true, false]);
  });

  it('tells damage to what it promised from an append that never ended', () => {
    const flash = chip();
    append(new FlashLog(flash, area), 3);
    // One bit of the payload of entry 1.
    flash.program(256 + 16 + 32 + 20, bytes(1, 0));
    // An entry of which only the header was programmed.
    flash.program(256 + 16 + 96, Uint8Array.of(16, 0, 0xef, 0xff, 3, 0, 0, 0));
    const log = new FlashLog(flash, area);
    expect([log.damaged, log.torn]).toEqual([1, 1]);
    expect(log.sequences()).toEqual([0, 2]);
    expect(log.append(small(7))).toBe(3);
    expect(new FlashLog(flash, area).sequences()).toEqual([0, 2, 3]);
  });

  it('counts a lost block header as damage, and does not read the block', () => {
    const flash = chip();
    append(new FlashLog(flash, area), 9);
    flash.program(256 + 4, bytes(1, 0));
    const log = new FlashLog(flash, area);
    expect(log.damaged).toBe(1);
    expect(log.sequences()).toEqual([7, 8]);
  });

  it('appends behind nothing that a cut append has touched', () => {
    const flash = chip();
    append(new FlashLog(flash, area), 2);
    // A page program may reach the payload before the header.
    flash.program(256 + 16 + 64 + 24, bytes(2, 0));
    const log = new FlashLog(flash, area);
    expect(log.torn).toBe(1);
    expect(log.append(small(5))).toBe(2);
    expect(new FlashLog(flash, area).read(2)).toEqual(small(5));
  });

  it('goes to the next block when a cell does not take its bit', () => {
    const flash = chip();
    const stuck = 256 + 16 + 16 + 3;
    const worn = {
      sizeBytes: flash.sizeBytes,
      eraseBlockBytes: flash.eraseBlockBytes,
      read: (at: number, length: number) => {
        const cells = flash.read(at, length);
        if (stuck >= at && stuck < at + length) cells[stuck - at] = 0xff;
        return cells;
      },
      program: (at: number, data: Uint8Array) => flash.program(at, data),
      erase: (at: number) => flash.erase(at),
    };
    const log = new FlashLog(worn, area);
    const sequence = log.append(small(0)) ?? -1;
    expect(new FlashLog(worn, area).read(sequence)).toEqual(small(0));
  });

  it('holds an entry as long as a block of several erase blocks', () => {
    const flash = chip();
    const wide = { at: 0, sizeBytes: 2048, blockBytes: 1024 };
    const log = new FlashLog(flash, wide);
    expect(log.payloadBytesMax).toBe(1024 - 32);
    const long = bytes(log.payloadBytesMax, 5);
    for (let round = 0; round < 5; round += 1) log.free(log.append(long) ?? -1);
    expect(log.append(long)).toBe(5);
    expect(new FlashLog(flash, wide).read(5)).toEqual(long);
  });

  it('refuses an entry that fits no block as a fault of the firmware', () => {
    const log = new FlashLog(chip(), area);
    expect(() => log.append(bytes(log.payloadBytesMax + 1, 0))).toThrow(/INTERNAL|own rules/u);
    expect(() => log.append(new Uint8Array())).toThrow(/own rules/u);
  });
});
