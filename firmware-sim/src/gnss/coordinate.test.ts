import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { LATITUDE, LONGITUDE, readCoordinateE7, writeCoordinate } from './coordinate.ts';

describe('a coordinate', () => {
  test.each([
    ['4810.8509', 'N', LATITUDE, 481_808_483],
    ['01133.9095', 'E', LONGITUDE, 115_651_583],
    ['09345.03351845', 'W', LONGITUDE, -937_505_586],
    ['4134.49821229', 'N', LATITUDE, 415_749_702],
    ['0000.0000', 'S', LATITUDE, 0],
    ['4810', 'N', LATITUDE, 481_666_667],
    ['9000.000', 'S', LATITUDE, -900_000_000],
    ['18000.000', 'E', LONGITUDE, 1_800_000_000],
  ])('%s,%s is read to the last digit', (text, hemisphere, axis, expected) => {
    expect(readCoordinateE7(text, hemisphere, axis)).toBe(expected);
  });

  test.each([
    ['', 'N', LATITUDE],
    ['4810.8509', '', LATITUDE],
    ['4810.8509', 'E', LATITUDE],
    ['4860.0000', 'N', LATITUDE],
    ['9000.0001', 'N', LATITUDE],
    ['9100.0000', 'N', LATITUDE],
    ['18000.0001', 'W', LONGITUDE],
    ['1133.9095', 'E', LONGITUDE],
    ['48l0.8509', 'N', LATITUDE],
    ['4810.85e1', 'N', LATITUDE],
    ['-810.8509', 'N', LATITUDE],
    ['.8509', 'N', LATITUDE],
  ])('%j,%j is refused', (text, hemisphere, axis) => {
    expect(readCoordinateE7(text, hemisphere, axis)).toBeUndefined();
  });

  test('is rounded half away from zero, exactly, whatever its number of decimals', () => {
    const digits = fc.stringMatching(/^[0-9]{0,9}$/u);
    const degrees = fc.integer({ min: 0, max: 179 });
    const minutes = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(degrees, minutes, digits, fc.boolean(), (d, m, decimals, isWest) => {
        const text = `${String(d).padStart(3, '0')}${String(m).padStart(2, '0')}.${decimals}`;
        const scale = 10n ** BigInt(decimals.length);
        const dividend = (BigInt(m) * scale + BigInt(decimals === '' ? '0' : decimals)) * 10n ** 7n;
        const divisor = 60n * scale;
        const exact = BigInt(d) * 10n ** 7n + (2n * dividend + divisor) / (2n * divisor);
        const expected = Number(isWest ? -exact : exact);
        expect(readCoordinateE7(text, isWest ? 'W' : 'E', LONGITUDE)).toBe(expected);
      }),
    );
  });

  test('is written to within a centimetre of what it was', () => {
    fc.assert(
      fc.property(fc.double({ min: -90, max: 90, noNaN: true }), (degrees) => {
        const [text = '', hemisphere = ''] = writeCoordinate(degrees, LATITUDE).split(',');
        const back = readCoordinateE7(text, hemisphere, LATITUDE);
        expect(Math.abs((back ?? Number.NaN) / 1e7 - degrees)).toBeLessThan(1.4e-7);
      }),
    );
  });

  test('whose minutes round up to 60 is written as the next degree', () => {
    expect(writeCoordinate(47.999_999_99, LATITUDE)).toBe('4800.00000,N');
  });
});
