import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { LatestCell } from './latest-cell.ts';

const area = { at: 0, sizeBytes: 512 };
const chip = () => new NorFlash({ sizeBytes: 512, eraseBlockBytes: 256 });
const value = (number: number) => new Uint8Array(40).fill(number);

/** Writes 20 values, more than both blocks hold; returns the number of the last one that was acknowledged. */
function write(flash: CuttingFlash): { acknowledged: number } {
  const progress = { acknowledged: 0 };
  runUntilCut(() => {
    const cell = new LatestCell(flash, area);
    for (let number = 1; number <= 20; number += 1) {
      expect(cell.write(value(number))).toBe(true);
      progress.acknowledged = number;
    }
  });
  return progress;
}

describe('a cell', () => {
  it('is empty before the first value, and holds the last one after', () => {
    const flash = chip();
    expect(new LatestCell(flash, area).read()).toBeUndefined();
    write(new CuttingFlash(flash));
    expect(new LatestCell(flash, area).read()).toEqual(value(20));
  });

  it.each(cutWays)(
    'holds the old value or the new one, if the operation at the cut did %s',
    (way) => {
      const counting = new CuttingFlash(chip());
      write(counting);
      for (let atOperation = 0; atOperation < counting.operations; atOperation += 1) {
        const cells = chip();
        const { acknowledged } = write(new CuttingFlash(cells, { atOperation, way }));
        const cell = new LatestCell(cells, area);
        const held = cell.read()?.[0] ?? 0;
        expect([acknowledged, acknowledged + 1], `operation ${atOperation}`).toContain(held);
        expect(cell.write(value(99))).toBe(true);
        expect(new LatestCell(cells, area).read()).toEqual(value(99));
      }
    },
  );

  it('keeps the old value when there is no room for the new one', () => {
    const flash = chip();
    const cell = new LatestCell(flash, { at: 0, sizeBytes: 256 });
    for (let number = 0; number < 4; number += 1) cell.write(value(number));
    expect(cell.write(value(9))).toBe(false);
    expect(cell.read()).toEqual(value(3));
  });
});
