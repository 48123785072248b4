import { describe, expect, test } from 'vitest';

import { sealSentence } from './checksum.ts';
import { EpochAssembler, type GnssEpoch } from './epoch.ts';
import { SentenceGuard } from './sentence-guard.ts';

const PLACE = '4822.23240,N,01053.86740,E';
const AT_E7 = { latitudeE7: 483_705_400, longitudeE7: 108_977_900 };
const NOON_MS = Date.UTC(2026, 10, 23, 12);

const rmc = (time: string, talker = 'GP', end = ',,,A') =>
  sealSentence(`${talker}RMC,${time},A,${PLACE},10.0,90.0,231126${end}`);
const gga = (time: string, talker = 'GP', satellites = '09') =>
  sealSentence(`${talker}GGA,${time},${PLACE},1,${satellites},0.9,500.0,M,46.6,M,,`);

/** What a receiver that sends these bytes makes of its epochs. */
function epochsOf(input: string | Uint8Array): GnssEpoch[] {
  const guard = new SentenceGuard({ checksums: 'learned' });
  const assembler = new EpochAssembler();
  const bytes = typeof input === 'string' ? Uint8Array.from(input, (c) => c.charCodeAt(0)) : input;
  const epochs = guard.push(bytes).map((sentence) => assembler.push(sentence));
  return [...epochs, assembler.flush()].filter((epoch) => epoch !== undefined);
}

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('');
const secondsOf = (epochs: readonly GnssEpoch[]) =>
  epochs.filter(({ valid }) => valid).map(({ timeMs }) => (timeMs - NOON_MS) / 1000);

/** Peculiarities of receivers in the field, each in a sample made for it. */
describe('a receiver', () => {
  test.each(['GP', 'GN', 'GL', 'GA', 'BD', 'GB', 'GQ', 'GI'])('may talk as %s', (talker) => {
    const [epoch] = epochsOf(lines(rmc('120000.00', talker), gga('120000.00', talker)));
    expect(epoch).toMatchObject({ timeMs: NOON_MS, valid: true, position: AT_E7 });
    expect(epoch?.position).toMatchObject({ altitudeM: 500, satellites: 9, hdop: 0.9 });
  });

  test('may mix talkers within one epoch', () => {
    const log = lines(gga('120000', 'GP'), gga('120000', 'GL', '03'), rmc('120000', 'GN'));
    expect(epochsOf(log)).toMatchObject([{ timeMs: NOON_MS, position: { satellites: 9 } }]);
  });

  test.each([5, 10])('may send %i epochs a second', (rateHz) => {
    const times = Array.from({ length: 2 * rateHz }, (_, i) => i / rateHz);
    const stamp = (second: number) => `12000${second.toFixed(2)}`;
    const log = lines(...times.flatMap((second) => [rmc(stamp(second)), gga(stamp(second))]));
    expect(secondsOf(epochsOf(log))).toEqual(times);
  });

  test('may send RMC five times a second and GGA once', () => {
    const times = ['120000.0', '120000.2', '120000.4', '120000.6', '120000.8', '120001.0'];
    const log = lines(gga('120000.0'), ...times.map((time) => rmc(time)), gga('120001.0'));
    const epochs = epochsOf(log);
    expect(secondsOf(epochs)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(epochs.map(({ position }) => position?.altitudeM !== undefined)).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test('may write odd fractions of a second', () => {
    expect(secondsOf(epochsOf(lines(rmc('120001.809'), rmc('120002.7'), rmc('120004'))))).toEqual([
      1.809, 2.7, 4,
    ]);
  });

  test('may write lower case, and no checksum from the start', () => {
    const bare = (time: string) => rmc(time).slice(0, -3).toLowerCase();
    const log = lines(
      ...Array.from({ length: 12 }, (_, i) => bare(`1200${String(i).padStart(2, '0')}`)),
    );
    expect(secondsOf(epochsOf(log))).toEqual([10, 11]);
  });

  test('may have a line torn, and the next merged into it', () => {
    const log = `${rmc('120000').slice(0, 25)}${rmc('120001')}${rmc('120002')}\r\n`;
    expect(secondsOf(epochsOf(`${log}${lines(rmc('120003'))}`))).toEqual([1, 2, 3]);
  });

  test('may have a line torn by a line end, which is no sentence without a checksum', () => {
    const log = lines(rmc('120000'), rmc('120001').slice(0, -3), rmc('120002').slice(0, 20));
    expect(secondsOf(epochsOf(log))).toEqual([0]);
  });

  test('may send binary frames between its sentences, with any byte in them', () => {
    const binary = Uint8Array.from({ length: 1024 }, (_, i) => (i * 37) & 0xff);
    const log = [0, 1, 2].flatMap((second) => [
      ...binary,
      ...new TextEncoder().encode(lines(rmc(`12000${second}`))),
    ]);
    expect(secondsOf(epochsOf(Uint8Array.from(log)))).toEqual([0, 1, 2]);
  });

  test('may know the time and no place: V, empty fields', () => {
    const log = lines(
      sealSentence('GPGGA,120000.00,,,,,0,00,99.99,,,,,,'),
      sealSentence('GPRMC,120000.00,V,,,,,,,231126,,,N'),
      sealSentence('GPRMC,120001.00,V,4822.2324,N,01053.8674,E,,,231126,,,N'),
    );
    expect(epochsOf(log)).toEqual([
      { timeMs: NOON_MS, valid: false },
      { timeMs: NOON_MS + 1000, valid: false },
    ]);
  });

  test('may know nothing at all', () => {
    expect(
      epochsOf(lines(sealSentence('GPRMC,,V,,,,,,,,,,N'), sealSentence('GPGGA,,,,,,0,,,,M,,M,,'))),
    ).toEqual([]);
  });

  test('may add the fields of NMEA 4.1, or leave those out that came after 2.0', () => {
    const log = lines(
      rmc('120000', 'GN', ',,,A,V'),
      rmc('120001', 'GP', ',0.5,E'),
      rmc('120002', 'GP', ''),
    );
    expect(secondsOf(epochsOf(log))).toEqual([0, 1, 2]);
  });

  test('may give a fix from a differential station, RTK or dead reckoning', () => {
    const withQuality = (quality: number) =>
      gga('120000').slice(1, -3).replace(',1,09', `,${quality},09`);
    for (const quality of [2, 4, 5, 6]) {
      expect(epochsOf(lines(rmc('120000'), sealSentence(withQuality(quality))))[0]?.valid).toBe(
        true,
      );
    }
  });

  test('may count a leap second', () => {
    const night = (time: string, date: string) =>
      sealSentence(`GNRMC,${time},A,${PLACE},10.0,90.0,${date},,,A`);
    const log = lines(
      night('235959.00', '311226'),
      night('235960.00', '311226'),
      night('000000.00', '010127'),
      night('000001.00', '010127'),
    );
    const newYearMs = Date.UTC(2027, 0, 1);
    expect(epochsOf(log).map(({ timeMs }) => (timeMs - newYearMs) / 1000)).toEqual([-1, 0, 0, 1]);
  });
});
