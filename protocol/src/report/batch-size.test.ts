import { describe, expect, it } from 'vitest';

import { modelCount } from './batch/model-map.ts';
import { startProbabilities } from './batch/start-probabilities.ts';
import { encodeBatch } from './batch-codec.ts';
import { coarsen } from './precision.ts';
import type { FixRecord } from './records.ts';
import { vanTrack } from './van-track.suite.ts';

/** The track is made by other rules and with other noise than the ones the models learnt from. */
function drive(intervalS: number, withFields = false): FixRecord[] {
  return [1, 2, 3].flatMap((seed) =>
    vanTrack(intervalS, seed).map((fine) => {
      const { timeS, latitudeE7, longitudeE7 } = fine;
      return coarsen(withFields ? fine : { timeS, latitudeE7, longitudeE7 }, 1).fix;
    }),
  );
}

/** Over whole batches, header included. */
function bytesPerFix(fixes: readonly FixRecord[], size: number): number {
  const batches = Math.floor(fixes.length / size);
  let bytes = 0;
  for (let i = 0; i < batches; i += 1) {
    bytes += encodeBatch(fixes.slice(size * i, size * (i + 1))).length;
  }
  return bytes / (size * batches);
}

/** Towns on every inhabited continent. */
const towns = [
  ['Berlin', 52.52, 13.4],
  ['Stockholm', 59.33, 18.07],
  ['Lagos', 6.45, 3.39],
  ['Cape Town', -33.92, 18.42],
  ['Delhi', 28.61, 77.21],
  ['Tokyo', 35.68, 139.69],
  ['Jakarta', -6.2, 106.85],
  ['Auckland', -36.85, 174.76],
  ['Sydney', -33.87, 151.21],
  ['New York', 40.71, -74.01],
  ['Los Angeles', 34.05, -118.24],
  ['São Paulo', -23.55, -46.63],
  ['Buenos Aires', -34.6, -58.38],
] as const;

describe('A batch', () => {
  it.each([
    [1, 120, 0.9],
    [30, 42, 3],
    [60, 10, 4.2],
  ])('of fixes every %d s, %d of them, costs at most %d bytes a fix', (intervalS, size, target) => {
    expect(bytesPerFix(drive(intervalS), size)).toBeLessThanOrEqual(target);
  });

  it('of fixes with altitude, speed and course costs at most 5.6 bytes a fix', () => {
    expect(bytesPerFix(drive(60, true), 42)).toBeLessThan(5.6);
  });

  it.each(towns)('of one fix in %s has at most 11 bytes', (_town, latitude, longitude) => {
    const latitudeE5 = Math.round(latitude * 1e5);
    const longitudeE5 = Math.round(longitude * 1e5);
    for (let year = 2026; year < 2036; year += 1) {
      const timeS = Date.UTC(year, 6, 1, 9, 30, 17) / 1000;
      const fix = { kind: 'fix', timeS, latitudeE5, longitudeE5 } as const;
      expect(encodeBatch([fix]).length).toBeLessThanOrEqual(11);
    }
  });

  it('of one fix anywhere on the map, at any time of 32 bits, has at most 13 bytes', () => {
    for (const latitudeE5 of [-9_000_000, -6_500_000, 0, 7_500_000, 9_000_000]) {
      for (const longitudeE5 of [-18_000_000, -14_000_000, 0, 17_000_000, 18_000_000]) {
        const places = [0, 2 ** 32 - 1].map((timeS) =>
          encodeBatch([{ kind: 'fix', timeS, latitudeE5, longitudeE5 }]),
        );
        for (const { length } of places) expect(length).toBeLessThanOrEqual(13);
      }
    }
  });

  it('is coded within 2 KiB of RAM, models and state together', () => {
    expect(startProbabilities).toHaveLength(modelCount);
    // Two bytes a model; the rest of the state is counted in docs/protocol/report.md.
    expect(2 * modelCount).toBeLessThanOrEqual(1664);
  });
});
