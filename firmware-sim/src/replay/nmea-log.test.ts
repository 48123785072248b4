import { DataError } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { sealSentence } from '../gnss/checksum.ts';
import { readNmeaLog } from './nmea-log.ts';

const PLACE = '4810.8509,N,01133.9095,E';
const POSITION = { latitudeE7: 481_808_483, longitudeE7: 115_651_583 };
const AT_MS = Date.UTC(2009, 3, 1, 12, 40, 22);

const rmc = (time: string, date = '010409') =>
  sealSentence(`GPRMC,${time},A,${PLACE},8.5,171.1,${date},,,A`);
const blindRmc = (time = '', date = '') => sealSentence(`GPRMC,${time},V,,,,,,,${date},,,N`);
const gga = (time: string) => sealSentence(`GPGGA,${time},${PLACE},1,06,1.6,492.8,M,46.3,M,,`);
const blindGga = sealSentence('GPGGA,,,,,,0,,,,M,,M,,');
const gsa = sealSentence('GPGSA,A,3,23,13,,20,25,,,,,,,,56.6,23.9,51.4');

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('');
const timesOf = (text: string) =>
  readNmeaLog(text).feed.epochs.map(({ atMs }) => (atMs - AT_MS) / 1000);

describe('reading a log', () => {
  test('cuts it where the time changes, whether RMC comes first or last', () => {
    const first = readNmeaLog(
      lines(gsa, rmc('124022'), gga('124022'), gsa, rmc('124023'), gga('124023')),
    );
    expect(first.feed.epochs).toEqual([
      { atMs: AT_MS, text: lines(gsa, rmc('124022'), gga('124022'), gsa), position: POSITION },
      { atMs: AT_MS + 1000, text: lines(rmc('124023'), gga('124023')), position: POSITION },
    ]);
    const last = readNmeaLog(
      lines(gga('124022'), gsa, rmc('124022'), gga('124023'), rmc('124023')),
    );
    expect(last.feed.epochs.map(({ text }) => text)).toEqual([
      lines(gga('124022'), gsa, rmc('124022')),
      lines(gga('124023'), rmc('124023')),
    ]);
  });

  test('skips and counts unreadable lines, but not blank lines and comments', () => {
    const log = readNmeaLog(
      `# Notes: $GLGSV for GLONASS\r\n\r\n${lines(
        rmc('124022'),
        'garbage',
        gga('124022').replace('492', '493'),
        rmc('124023'),
      )}${rmc('124024').slice(0, 30)}`,
      { name: 'drive.nmea' },
    );
    expect(log.feed.name).toBe('drive.nmea');
    expect(log.feed.epochs).toHaveLength(2);
    expect(log).toMatchObject({ linesRead: 5, linesSkipped: 3 });
    expect(log.reasons).toEqual({ noise: 1, checksum: 1, torn: 1 });
  });

  test('takes bytes with binary noise', () => {
    const noise = Uint8Array.of(0xb5, 0x62, 0x01, 0x24, 0x0a, 0xff, 0x00);
    const text = new TextEncoder().encode(lines(rmc('124022')));
    const log = readNmeaLog(Uint8Array.of(...noise, ...text));
    expect(log.feed.epochs).toMatchObject([{ atMs: AT_MS, position: POSITION }]);
  });

  test('carries the date over midnight for sentences without one', () => {
    const text = lines(rmc('235959'), gga('000000'), rmc('000001', '020409'));
    const midnightMs = Date.UTC(2009, 3, 2);
    const { epochs } = readNmeaLog(text).feed;
    expect(epochs.map(({ atMs }) => atMs - midnightMs)).toEqual([-1000, 0, 1000]);
  });

  test('feeds what comes before the first fix one second apart', () => {
    const text = lines(blindGga, blindRmc(), blindGga, blindRmc(), rmc('124022'));
    expect(timesOf(text)).toEqual([-2, -1, 0]);
  });

  test('does not believe the clock of a receiver that has no fix', () => {
    const text = lines(
      blindRmc('000001', '060180'),
      rmc('124022'),
      blindRmc('124023', '010409'),
      blindRmc('030000', '010409'),
      blindRmc(),
      rmc('124026'),
      blindRmc('180000', '010409'),
    );
    expect(timesOf(text)).toEqual([-1, 0, 1, 2, 3, 4, 5]);
  });

  test('keeps instants ascending where there is no room between two fixes', () => {
    const text = lines(rmc('124022'), blindRmc(), blindRmc(), rmc('124023'));
    expect(timesOf(text)).toEqual([0, 1]);
    expect(readNmeaLog(text).feed.epochs[0]?.text).toBe(
      lines(rmc('124022'), blindRmc(), blindRmc()),
    );
  });

  test('skips and counts fixes that go back in time', () => {
    const text = lines(rmc('124022'), rmc('124021'), gga('124021'), rmc('124022'), rmc('124023'));
    expect(timesOf(text)).toEqual([0, 1]);
    expect(readNmeaLog(text).reasons).toEqual({ 'out-of-order': 3 });
  });

  test('reads logs without checksums where that is asked for, and adds them', () => {
    const bare = lines(rmc('124022')).replace(/\*../gu, '');
    expect(() => readNmeaLog(bare)).toThrow(/none of its 1 sentences has a checksum/u);
    const { epochs } = readNmeaLog(bare, { checksums: 'optional' }).feed;
    expect(epochs).toEqual([{ atMs: AT_MS, text: lines(rmc('124022')), position: POSITION }]);
  });
});

describe('a log that cannot be replayed', () => {
  test.each([
    ['NMEA_NONE', ''],
    ['NMEA_NONE', '<gpx></gpx>\n'],
    ['NMEA_NONE', '# only a comment\n'],
    ['NMEA_NO_FIX', lines(blindRmc('124022', '010409'))],
    ['NMEA_NO_FIX', lines(rmc('124022', ''))],
    ['NMEA_NO_FIX', lines(gga('124022'))],
  ])('ends with %s', (code, text) => {
    const read = () => readNmeaLog(text, { name: 'drive.nmea' });
    expect(read).toThrow(DataError);
    expect(read).toThrow(expect.objectContaining({ code }));
    expect(read).toThrow(/in drive\.nmea, but/u);
  });
});
