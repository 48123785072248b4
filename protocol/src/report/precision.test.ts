import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { encodeBatch } from './batch-codec.ts';
import { cellCentre, metresPerDegree, offsetM } from './cell.ts';
import { distanceM } from './distance.ts';
import { precisionLevels } from './precision-level.ts';
import { coarsen, type CoarseState, type FineFix } from './precision.ts';

const berlin: FineFix = {
  timeS: 1_796_000_059,
  latitudeE7: 525_200_064,
  longitudeE7: 134_049_540,
  altitudeM: 38.6,
  speedKmh: 33.4,
  courseDeg: 357.2,
};

describe('Coarsening by the level of the precision', () => {
  const time = berlin.timeS;
  it.each([
    [1, { timeS: time, altitudeM: 39, speedKmh: 33, courseDeg: 357 }],
    [10, { timeS: time, altitudeM: 40, speedKmh: 34, courseDeg: 0 }],
    [30, { timeS: time - (time % 3), altitudeM: 40, speedKmh: 35, courseDeg: 0 }],
    [100, { timeS: time - (time % 10), speedKmh: 30, courseDeg: 0 }],
    [300, { timeS: time - (time % 30), speedKmh: 40, courseDeg: 0 }],
    [1000, { timeS: time - (time % 60) }],
  ])('at %d m rounds or leaves out the other fields', (precisionM, fields) => {
    const { kind, latitudeE5, longitudeE5, ...others } = coarsen(berlin, precisionM).fix;
    expect(others).toEqual(fields);
    expect(kind).toBe('fix');
    expect(Math.abs(latitudeE5 - 5_252_001)).toBeLessThan(precisionM / 1.1 + 1);
    expect(Math.abs(longitudeE5 - 1_340_495)).toBeLessThan(precisionM / 0.6 + 1);
  });

  it('has levels that get coarser in every field, with time steps that divide a minute', () => {
    for (const [i, level] of precisionLevels.entries()) {
      const next = precisionLevels[i + 1] ?? level;
      expect(60 % level.timeStepS).toBe(0);
      expect(next.timeStepS).toBeGreaterThanOrEqual(level.timeStepS);
      for (const step of ['altitudeStepM', 'speedStepKmh', 'courseStepDeg'] as const) {
        expect(next[step] ?? Infinity).toBeGreaterThanOrEqual(level[step] ?? Infinity);
      }
    }
    expect(precisionLevels.at(-1)?.upToM).toBe(Infinity);
  });

  it('keeps the exact place to 1e-5 degrees up to one metre', () => {
    for (const precisionM of [0, 1]) {
      const { fix, state } = coarsen(berlin, precisionM);
      expect(fix).toMatchObject({ latitudeE5: 5_252_001, longitudeE5: 1_340_495 });
      expect(state).toBeUndefined();
    }
  });

  it('leaves out what the receiver did not give, or gave out of range', () => {
    const bare = { timeS: 60, latitudeE7: 0, longitudeE7: 0 };
    const kept = Object.keys(coarsen(bare, 1).fix).toSorted();
    expect(kept).toEqual(['kind', 'latitudeE5', 'longitudeE5', 'timeS']);
    const wrong = { ...bare, altitudeM: 1e9, speedKmh: -1, courseDeg: Number.NaN };
    expect(coarsen(wrong, 1)).toEqual(coarsen(bare, 1));
  });

  it.each([
    ['a latitude beyond the pole', { latitudeE7: 900_000_001 }],
    ['no longitude', { longitudeE7: Number.NaN }],
    ['a negative time', { timeS: -1 }],
  ])('refuses %s', (_what, wrong) => {
    expect(() => coarsen({ ...berlin, ...wrong }, 10)).toThrow(UsageError);
  });

  it.each([-1, Number.NaN, 1e9])('refuses a precision of %d', (precisionM) => {
    expect(() => coarsen(berlin, precisionM)).toThrow(UsageError);
  });
});

describe('A cell', () => {
  const sizes = fc.constantFrom(2, 10, 50, 100, 1000, 20_000);
  const places = fc.record({
    latitude: fc.double({ min: -89, max: 89, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });

  it('holds its place within half its size in both directions, at any latitude', () => {
    fc.assert(
      fc.property(places, sizes, (place, sizeM) => {
        const { northM, eastM } = offsetM(cellCentre(place, sizeM), place);
        // Rows and columns are whole numbers, so a cell may be a little larger than asked for.
        const around = 360 * metresPerDegree * Math.cos((place.latitude * Math.PI) / 180);
        expect(Math.abs(northM)).toBeLessThan(sizeM * 0.501);
        expect(Math.abs(eastM)).toBeLessThan((sizeM / 2) * (1 + (3 * sizeM) / around) + 0.01);
      }),
      { numRuns: 500 },
    );
  });

  it('is a cell to its own centre', () => {
    fc.assert(
      fc.property(places, sizes, (place, sizeM) => {
        const centre = cellCentre(place, sizeM);
        const again = cellCentre(centre, sizeM);
        expect(again.latitude).toBeCloseTo(centre.latitude, 9);
        expect(again.longitude).toBeCloseTo(centre.longitude, 9);
      }),
    );
  });

  it.each([0, 30, 52.5, 70, 85])('is as wide as it is high at %d degrees', (latitude) => {
    const sizeM = 100;
    const seen = { north: new Set<number>(), east: new Set<number>() };
    const metre = 1 / metresPerDegree;
    const eastMetre = metre / Math.cos((latitude * Math.PI) / 180);
    for (let m = 0; m < 10_000; m += 10) {
      seen.north.add(cellCentre({ latitude: latitude + m * metre, longitude: 9 }, sizeM).latitude);
      seen.east.add(cellCentre({ latitude, longitude: 9 + m * eastMetre }, sizeM).longitude);
    }
    expect(Math.abs(seen.north.size - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs(seen.east.size - 100)).toBeLessThanOrEqual(1);
  });

  it('is one at the date line, whichever sign it has, and there is one at the poles', () => {
    const west = cellCentre({ latitude: 10, longitude: -180 }, 1000);
    expect(cellCentre({ latitude: 10, longitude: 180 }, 1000)).toEqual(west);
    for (const latitude of [-90, 90]) {
      const { latitude: centre } = cellCentre({ latitude, longitude: 0 }, 1000);
      expect(Math.abs(centre)).toBeLessThan(90);
      expect(Math.abs(centre)).toBeGreaterThan(89.99);
    }
  });

  it('may be as large as the policy wants', () => {
    const { fix } = coarsen(berlin, 10_000_000);
    expect(() => encodeBatch([fix])).not.toThrow();
  });
});

describe('Hysteresis', () => {
  it('keeps the cell of a standing vehicle next to a border, whatever the noise', () => {
    const sizeM = 10;
    const border = borderNorthOf(berlin, sizeM);
    const reported = new Set<string>();
    let state: CoarseState | undefined;
    for (let i = 0; i < 200; i += 1) {
      const noiseM = 2.4 * Math.sin(i * 2.3);
      const latitudeE7 = Math.round((border + noiseM / metresPerDegree) * 1e7);
      const coarse = coarsen({ ...berlin, latitudeE7 }, sizeM, state);
      state = coarse.state;
      reported.add(`${coarse.fix.latitudeE5},${coarse.fix.longitudeE5}`);
    }
    expect(reported.size).toBe(1);
  });

  it('lets go a quarter of a cell beyond the border', () => {
    const sizeM = 100;
    const border = borderNorthOf(berlin, sizeM);
    const at = (metres: number, state?: CoarseState) =>
      coarsen(
        { ...berlin, latitudeE7: Math.round((border + metres / metresPerDegree) * 1e7) },
        sizeM,
        state,
      );
    const below = at(-10);
    expect(at(24, below.state).state).toBe(below.state);
    expect(at(26, below.state).fix.latitudeE5).toBeGreaterThan(below.fix.latitudeE5);
    expect(at(24).fix.latitudeE5).toBeGreaterThan(below.fix.latitudeE5);
  });

  it('is dropped when the precision changes', () => {
    const { state } = coarsen(berlin, 1000);
    expect(coarsen(berlin, 100, state)).toEqual(coarsen(berlin, 100));
  });

  it('never reports a place further away than three quarters of a cell in each direction', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 })),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(steps, (moves) => {
        let state: CoarseState | undefined;
        let place = { latitudeE7: berlin.latitudeE7, longitudeE7: berlin.longitudeE7 };
        for (const [north, east] of moves) {
          place = { latitudeE7: place.latitudeE7 + north, longitudeE7: place.longitudeE7 + east };
          const coarse = coarsen({ timeS: 0, ...place }, 10, state);
          state = coarse.state;
          const { latitudeE5, longitudeE5 } = coarse.fix;
          const away = { latitudeE7: latitudeE5 * 100, longitudeE7: longitudeE5 * 100 };
          expect(distanceM(place, away)).toBeLessThan(Math.SQRT2 * 7.5 + 1);
        }
      }),
    );
  });
});

/** Latitude of the northern border of the cell, in degrees. */
function borderNorthOf(fix: FineFix, sizeM: number): number {
  const place = { latitude: fix.latitudeE7 / 1e7, longitude: fix.longitudeE7 / 1e7 };
  return cellCentre(place, sizeM).latitude + sizeM / 2 / metresPerDegree;
}
