import { DataError, UsageError } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { sealSentence } from '../gnss/checksum.ts';
import type { GnssFeed } from '../gnss/feed.ts';
import { readNmeaLog } from './nmea-log.ts';
import { shiftFeed } from './shift-feed.ts';

const PLACE = '4810.8509,N,01133.9095,E';
const lines = (...bodies: string[]) => bodies.map((body) => `${sealSentence(body)}\r\n`).join('');

const feed: GnssFeed = readNmeaLog(
  lines(
    'GPRMC,124021.00,V,,,,,,,010409,,,N',
    `GNGGA,124022.00,${PLACE},1,04,23.9,492.8,M,46.3,M,,`,
    `GPRMC,124022.00,A,${PLACE},008.5,171.1,010409,002.0,E,A`,
    `GLGLL,${PLACE},124022.00,A,A`,
    'GPZDA,124022.00,01,04,2009,00,00',
    `GNGNS,124022.00,${PLACE},AA,04,23.9,492.8,46.3,,`,
    'GPGST,124022.00,,,,,,,',
    'GPGSA,A,3,23,13,,20,25,,,,,,,,56.6,23.9,51.4',
    'PSTI,030,124022.00,A',
    `GPRMC,124023.25,A,${PLACE},008.5,171.1,010409,002.0,E,A`,
  ),
  { name: 'drive.nmea' },
).feed;

describe('shifting a feed', () => {
  test('rewrites times, dates and checksums, and nothing else', () => {
    const toMs = Date.UTC(2026, 10, 23, 10, 45);
    const shifted = shiftFeed(feed, toMs);
    expect(shifted.epochs.map(({ atMs }) => atMs - toMs)).toEqual([-1000, 0, 1250]);
    expect(shifted.epochs.map(({ text }) => text).join('')).toBe(
      lines(
        'GPRMC,104459.00,V,,,,,,,231126,,,N',
        `GNGGA,104500.00,${PLACE},1,04,23.9,492.8,M,46.3,M,,`,
        `GPRMC,104500.00,A,${PLACE},008.5,171.1,231126,002.0,E,A`,
        `GLGLL,${PLACE},104500.00,A,A`,
        'GPZDA,104500.00,23,11,2026,00,00',
        `GNGNS,104500.00,${PLACE},AA,04,23.9,492.8,46.3,,`,
        'GPGST,104500.00,,,,,,,',
        'GPGSA,A,3,23,13,,20,25,,,,,,,,56.6,23.9,51.4',
        'PSTI,030,124022.00,A',
        `GPRMC,104501.25,A,${PLACE},008.5,171.1,231126,002.0,E,A`,
      ),
    );
    expect(shifted.epochs[1]?.position).toEqual(feed.epochs[1]?.position);
  });

  test('carries sentences into the next day', () => {
    const { epochs } = shiftFeed(feed, Date.UTC(2026, 11, 31, 23, 59, 59));
    expect(epochs[1]?.text).toContain('$GPZDA,235959.00,31,12,2026,00,00*');
    expect(epochs[2]?.text).toBe(lines(`GPRMC,000000.25,A,${PLACE},008.5,171.1,010127,002.0,E,A`));
  });

  test('into the past and back again gives the same bytes', () => {
    const there = shiftFeed(feed, Date.UTC(1999, 11, 31, 23, 59, 59));
    const back = shiftFeed(there, feed.epochs[1]?.atMs ?? 0);
    expect(back.epochs).toEqual(feed.epochs);
  });

  test('adds decimals where the new time needs them', () => {
    const { epochs } = shiftFeed(feed, Date.UTC(2026, 10, 23, 10, 45) + 5);
    expect(epochs[1]?.text).toContain('$GPRMC,104500.005,A');
  });

  test('reads back as a log whose first fix is at the instant asked for', () => {
    const toMs = Date.UTC(2026, 10, 23, 23, 59, 59, 500);
    const shifted = shiftFeed(feed, toMs);
    const again = readNmeaLog(shifted.epochs.map(({ text }) => text).join(''), {
      name: shifted.name,
    });
    expect(again.feed).toEqual(shifted);
    expect(again.linesSkipped).toBe(0);
  });

  test.each([Date.UTC(1979, 11, 31), Date.UTC(2080, 0, 1), Number.NaN])(
    'to %d is refused, because RMC cannot tell that year',
    (toMs) => {
      expect(() => shiftFeed(feed, toMs)).toThrow(UsageError);
    },
  );

  test('without a fix is refused', () => {
    const blind = { name: 'blind', epochs: feed.epochs.slice(0, 1) };
    expect(() => shiftFeed(blind, Date.UTC(2026, 10, 23))).toThrow(DataError);
  });
});
