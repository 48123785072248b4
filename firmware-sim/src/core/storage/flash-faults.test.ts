import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { FaultyFlash } from '../../hardware/faulty-flash.ts';
import { flashFaultDocs, type FlashFaults } from '../../hardware/flash-faults.ts';
import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { FlashLog } from './flash-log.ts';

const area = { at: 0, sizeBytes: 4096 };
const cells = () => new NorFlash({ sizeBytes: 4096, eraseBlockBytes: 256 });
const faulty = (faults: FlashFaults, seed = 1, chip = cells()) =>
  new FaultyFlash(chip, faults, new SeededRandom(seed));

/** Stores and frees; says what of it a new mount does not find as it was stored. */
function wrongAfter(flash: FaultyFlash, rounds: number): readonly number[] {
  const kept = new Map<number, number>();
  let log = new FlashLog(flash, area);
  for (let round = 0; round < rounds; round += 1) {
    const sequence = log.append(new Uint8Array(20).fill(round % 251));
    if (sequence !== undefined) kept.set(sequence, round % 251);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size > 20) {
      log.free(oldest);
      kept.delete(oldest);
    }
    if (round % 50 === 0) log = new FlashLog(flash, area);
  }
  const again = new FlashLog(flash, area);
  const found = again.sequences().map((sequence) => [sequence, again.read(sequence)?.[0]] as const);
  expect(kept.size).toBeGreaterThan(10);
  return [
    ...[...kept].filter(([sequence, fill]) => again.read(sequence)?.[19] !== fill),
    ...found.filter(([sequence]) => !kept.has(sequence)),
  ].map(([sequence]) => sequence);
}

describe('a flash log on a chip that fails', () => {
  it.each([1, 2, 3, 4])('leaves out blocks that do not erase, seed %i', (seed) => {
    const flash = faulty({ badBlocks: 5 }, seed);
    expect(flash.badBlocks).toHaveLength(5);
    expect(wrongAfter(flash, 600)).toEqual([]);
    expect(flash.counts.erases).toBe(5);
    const log = new FlashLog(flash, area);
    expect([log.damaged, log.emptyBlocks <= 11]).toEqual([0, true]);
  });

  it('goes on with fewer and fewer blocks when they wear out, and says when none is left', () => {
    const flash = faulty({ enduranceErases: 3 });
    let stored = 0;
    const log = new FlashLog(flash, area);
    for (let next = log.append(new Uint8Array(20)); next !== undefined; stored += 1) {
      log.free(next);
      next = log.append(new Uint8Array(20));
    }
    // 16 blocks, three erases each, six entries a block; each failed erase is one failure.
    expect(stored).toBe(16 * 3 * 6);
    expect(log.failures).toBe(15);
  });

  it.each([1, 2, 3, 4])('stores elsewhere what the cells do not take, seed %i', (seed) => {
    const flash = faulty({ programErrorRate: 0.05 }, seed);
    expect(wrongAfter(flash, 600)).toEqual([]);
    expect(flash.counts.programs).toBeGreaterThan(10);
  });

  it.each([1, 2, 3, 4])('reads again what came wrong once, seed %i', (seed) => {
    const flash = faulty({ readErrorRate: 0.05 }, seed);
    expect(wrongAfter(flash, 600)).toEqual([]);
    expect(flash.counts.reads).toBeGreaterThan(50);
  });

  it('counts as damaged what is wrong however often it is read, and keeps the rest', () => {
    const chip = cells();
    const log = new FlashLog(chip, area);
    for (const fill of [1, 2, 3]) log.append(new Uint8Array(20).fill(fill));
    const flash = faulty({ damagedAt: [16 + 36 + 16 + 5] }, 1, chip);
    const again = new FlashLog(flash, area);
    expect([again.damaged, again.sequences()]).toEqual([1, [0, 2]]);
  });

  it('does not miss what is damaged once it was released', () => {
    const chip = cells();
    const log = new FlashLog(chip, area);
    for (const fill of [1, 2, 3]) log.append(new Uint8Array(20).fill(fill));
    log.freeUntil(1);
    const flash = faulty({ damagedAt: [16 + 16 + 5] }, 1, chip);
    const again = new FlashLog(flash, area);
    expect([again.damaged, again.sequences()]).toEqual([0, [2]]);
  });
});

describe('the cells', () => {
  it('take memory when they are written, and give it back when they are erased', () => {
    const flash = cells();
    expect(flash.allocatedBytes).toBe(0);
    flash.program(250, new Uint8Array(10));
    expect(flash.allocatedBytes).toBe(512);
    flash.erase(256);
    expect([flash.allocatedBytes, flash.read(255, 2)]).toEqual([256, Uint8Array.of(0, 0xff)]);
    expect(flash.clone().read(250, 6)).toEqual(new Uint8Array(6));
  });
});

describe('the page about storage', () => {
  it('lists the faults of the chip', () => {
    const url = new URL('../../../../docs/firmware/storage.md', import.meta.url);
    const page = readFileSync(url, 'utf8');
    for (const [name, { unit, doc }] of Object.entries(flashFaultDocs)) {
      expect(page).toContain(`| \`${name}\` | ${unit} | ${doc} |`);
    }
  });
});
