import { describe, expect, test } from 'vitest';

import { driveOf, isPrivate, needlesOf, toCell } from './leak-fixture.test-data.ts';
import { buildNeedles, type FedPosition } from './needles.ts';

const office: FedPosition = { atS: 10, latitudeE7: 481_370_049, longitudeE7: 115_750_049 };
const home: FedPosition = { atS: 5000, latitudeE7: 482_000_049, longitudeE7: 116_000_049 };

describe('needles', () => {
  test('are the positions of private hours', () => {
    const needles = needlesOf([office, home]);
    expect(needles.count).toBe(1);
    expect(needles.e7.has(home.latitudeE7, home.longitudeE7)).toBe(true);
    expect(needles.e7.has(office.latitudeE7, office.longitudeE7)).toBe(false);
    expect(needles.samples).toEqual([home]);
    expect(needles.legitimateSamples).toEqual([office]);
  });

  test('leave out a position that was fed in working hours as well', () => {
    const again = { ...office, atS: 6000 };
    const needles = needlesOf([office, again]);
    expect(needles.count).toBe(0);
    expect(
      [...needles.decimals.values(), needles.nmea, needles.e5].every(({ size }) => size === 0),
    ).toBe(true);
  });

  test('leave out at a coarse resolution what only a fine one can tell apart', () => {
    // Two metres from the office: other in six decimals, the same in four.
    const besides = {
      atS: 6000,
      latitudeE7: office.latitudeE7 + 200,
      longitudeE7: office.longitudeE7,
    };
    const needles = needlesOf([office, besides]);
    expect(needles.e7.has(besides.latitudeE7, besides.longitudeE7)).toBe(true);
    expect(needles.decimals.get(6)?.size).toBeGreaterThan(0);
    expect(needles.decimals.get(4)?.size).toBe(0);
    expect(needles.samples).toEqual([]);
  });

  test('hold both the rounded and the cut form of each number', () => {
    const spot = { atS: 5000, latitudeE7: 482_000_099, longitudeE7: 116_000_099 };
    const e5 = needlesOf([spot]).e5;
    for (const latitude of [4_820_000, 4_820_001]) {
      for (const longitude of [1_160_000, 1_160_001])
        expect(e5.has(latitude, longitude)).toBe(true);
    }
  });

  test('hold what the device would have made of a position', () => {
    const { latitudeE5, longitudeE5 } = toCell(home);
    expect(needlesOf([home]).e5.has(latitudeE5, longitudeE5)).toBe(true);
  });

  test('leave out the cells that were captured in working hours', () => {
    const cell = toCell(home);
    const needles = buildNeedles({ fed: [home], isPrivate, coarsen: toCell, captured: [cell] });
    expect(needles.e5.has(cell.latitudeE5, cell.longitudeE5)).toBe(false);
    expect(needles.e7.has(home.latitudeE7, home.longitudeE7)).toBe(true);
  });

  test('ignore 0, 0, which a receiver without a fix may say', () => {
    const needles = needlesOf([{ atS: 5000, latitudeE7: 0, longitudeE7: 12 }]);
    expect([needles.count, needles.e5.size, needles.decimals.get(4)?.size]).toEqual([0, 0, 0]);
  });

  test('offer a few dozen samples, spread over the private hours', () => {
    const { samples } = needlesOf(driveOf(7200));
    expect(samples.length).toBeGreaterThanOrEqual(32);
    expect(samples.length).toBeLessThan(64);
    expect(samples[0]?.atS).toBeLessThan(3700);
    expect(samples.at(-1)?.atS).toBeGreaterThan(7000);
  });
});
