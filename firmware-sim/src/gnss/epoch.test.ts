import { describe, expect, test } from 'vitest';

import { sealSentence } from './checksum.ts';
import { EpochAssembler, type GnssEpoch } from './epoch.ts';
import { SentenceGuard } from './sentence-guard.ts';

const PLACE = '4810.8509,N,01133.9095,E';
const AT_MS = Date.UTC(2009, 3, 1, 12, 40, 22);

const rmc = (time: string, middle = `A,${PLACE},008.5,171.1`, end = '010409,,,A') =>
  `GPRMC,${time},${middle},${end}`;
const gga = (time: string, quality = 1, satellites = '06') =>
  `GPGGA,${time},${PLACE},${quality},${satellites},1.6,492.8,M,46.3,M,,`;

function assemble(...bodies: string[]): { epochs: GnssEpoch[]; assembler: EpochAssembler } {
  const guard = new SentenceGuard();
  const assembler = new EpochAssembler();
  const text = bodies.map((body) => `${sealSentence(body)}\r\n`).join('');
  const epochs = guard
    .push(new TextEncoder().encode(text))
    .map((sentence) => assembler.push(sentence))
    .filter((epoch) => epoch !== undefined);
  return { epochs, assembler };
}

const FULL = {
  timeMs: AT_MS,
  valid: true,
  position: {
    latitudeE7: 481_808_483,
    longitudeE7: 115_651_583,
    speedKmh: 8.5 * 1.852,
    courseDeg: 171.1,
    altitudeM: 492.8,
    hdop: 1.6,
    satellites: 6,
  },
};

describe('the epoch assembler', () => {
  test('joins RMC with the GGA before it', () => {
    expect(assemble(gga('124022'), rmc('124022.00')).epochs).toEqual([FULL]);
  });

  test('joins RMC with the GGA after it', () => {
    expect(assemble(rmc('124022'), 'GPGSV,1,1,00', gga('124022')).epochs).toEqual([FULL]);
  });

  test('gives an RMC without GGA when the next instant begins, or on flush', () => {
    const { epochs, assembler } = assemble(rmc('124022'), rmc('124023'));
    expect(epochs).toHaveLength(1);
    expect(epochs[0]).toMatchObject({ timeMs: AT_MS, valid: true });
    expect(epochs[0]?.position?.altitudeM).toBeUndefined();
    expect(assembler.flush()).toMatchObject({ timeMs: AT_MS + 1000 });
    expect(assembler.flush()).toBeUndefined();
  });

  // The parser throws at one that ends before its date; found by `npm run fuzz`.
  test.each([1, 2, 3, 6, 8])('has no place from an RMC that ends after %i fields', (count) => {
    const torn = rmc('124022')
      .split(',')
      .slice(0, count + 1)
      .join(',');
    const { epochs, assembler } = assemble(torn, rmc('124023'));
    expect(epochs.every(({ position }) => position === undefined)).toBe(true);
    expect(assembler.flush()).toMatchObject({ timeMs: AT_MS + 1000, valid: true });
  });

  test('does not lend the altitude of one instant to another', () => {
    const { epochs } = assemble(rmc('124022'), gga('124023'), rmc('124023'));
    expect(epochs.map((epoch) => epoch.position?.altitudeM)).toEqual([undefined, 492.8]);
  });

  test('takes the GGA with the most satellites where there is one per system', () => {
    const other = gga('124022', 1, '02').replace('GPGGA', 'GLGGA');
    const { epochs } = assemble(gga('124022', 1, '08'), other, rmc('124022'));
    expect(epochs[0]?.position?.satellites).toBe(8);
  });

  test.each([
    ['status V', rmc('124022', `V,${PLACE},008.5,171.1`)],
    ['mode N', rmc('124022', undefined, '010409,,,N')],
    ['empty coordinates', rmc('124022', 'A,,,,,,')],
    ['an empty latitude', rmc('124022', 'A,,N,01133.9095,E,,')],
    ['no hemisphere', rmc('124022', 'A,4810.8509,,01133.9095,E,,')],
    ['latitude out of range', rmc('124022', 'A,9110.8509,N,01133.9095,E,,')],
    ['longitude out of range', rmc('124022', 'A,4810.8509,N,18133.9095,E,,')],
    ['a truncated sentence', 'GPRMC,124022,A,4810.8509,N,,,,,010409'],
  ])('gives an epoch without a position for %s', (_, body) => {
    const { epochs } = assemble(gga('124022'), body);
    expect(epochs).toEqual([{ timeMs: AT_MS, valid: false }]);
  });

  test('gives no position when GGA says that there is no fix', () => {
    expect(assemble(gga('124022', 0), rmc('124022')).epochs).toEqual([
      { timeMs: AT_MS, valid: false },
    ]);
  });

  test.each([
    ['no time', rmc('')],
    ['no date', rmc('124022', undefined, ',,,A')],
    ['an impossible date', rmc('124022', undefined, '310209,,,A')],
    ['an impossible time', rmc('126022')],
  ])('counts %s as untimed and gives no epoch', (_, body) => {
    const { epochs, assembler } = assemble(body);
    expect(epochs).toEqual([]);
    expect(assembler.flush()).toBeUndefined();
    expect(assembler.counts).toEqual({ valid: 0, noFix: 0, untimed: 1 });
  });

  test('leaves out speed and course that are empty or not numbers', () => {
    const { epochs } = assemble(gga('124022'), rmc('124022', `A,${PLACE},,`));
    expect(epochs[0]).toMatchObject({ valid: true });
    expect(epochs[0]?.position?.speedKmh).toBeUndefined();
    expect(epochs[0]?.position?.courseDeg).toBeUndefined();
    const odd = assemble(gga('124022'), rmc('124022', `A,${PLACE},8x5,999`));
    expect(odd.epochs[0]).toMatchObject({ valid: true });
    expect(odd.epochs[0]?.position?.speedKmh).toBeUndefined();
    expect(odd.epochs[0]?.position?.courseDeg).toBeUndefined();
  });

  test('reads a course of 360 as north', () => {
    const { epochs } = assemble(gga('124022'), rmc('124022', `A,${PLACE},8.5,360.0`));
    expect(epochs[0]?.position?.courseDeg).toBe(0);
  });

  test('keeps fractions of a second', () => {
    const { epochs } = assemble(gga('124022.80'), rmc('124022.80'));
    expect(epochs[0]?.timeMs).toBe(AT_MS + 800);
  });

  test('loses no epoch when one without a fix follows one that still waits', () => {
    const { epochs, assembler } = assemble(rmc('124022'), rmc('124023', 'V,,,,,,'));
    expect([...epochs, assembler.flush()].map((epoch) => epoch?.valid)).toEqual([true, false]);
  });
});
