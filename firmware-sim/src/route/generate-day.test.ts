import { UsageError } from '@feierabend/protocol';
import { beforeAll, describe, expect, test } from 'vitest';

import { EpochAssembler, type GnssEpoch } from '../gnss/epoch.ts';
import type { GnssFeed } from '../gnss/feed.ts';
import { SentenceGuard } from '../gnss/sentence-guard.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { driveDay } from './day-drive.ts';
import { generateDay } from './generate-day.ts';
import { distanceM, toPlane } from './plane.ts';

const OPTIONS = { seed: 1, date: '2026-11-23', utcOffsetMin: 60 };

let feed: GnssFeed;
let epochs: (GnssEpoch | undefined)[];
let guard: SentenceGuard;

beforeAll(() => {
  feed = generateDay(OPTIONS);
  guard = new SentenceGuard();
  const assembler = new EpochAssembler();
  const encoder = new TextEncoder();
  epochs = feed.epochs.map(({ text }) =>
    guard
      .push(encoder.encode(text))
      .map((sentence) => assembler.push(sentence))
      .find((epoch) => epoch !== undefined),
  );
});

describe('the generated day', () => {
  test('has one epoch a second from 05:30 to 21:30 local time', () => {
    expect(feed.epochs).toHaveLength(57_600);
    const startMs = Date.UTC(2026, 10, 23, 4, 30);
    expect(feed.epochs.every(({ atMs }, i) => atMs === startMs + i * 1000)).toBe(true);
  });

  test('reads back as its own ground truth', () => {
    expect(Object.values(guard.counts.skipped).every((count) => count === 0)).toBe(true);
    const differing = feed.epochs.filter(({ atMs, position }, i) => {
      const read = epochs[i];
      return (
        read?.timeMs !== atMs ||
        read.position?.latitudeE7 !== position?.latitudeE7 ||
        read.position?.longitudeE7 !== position?.longitudeE7
      );
    });
    expect(differing).toEqual([]);
  });

  test('has believable satellites, dilution and height', () => {
    const odd = epochs.filter((epoch) => {
      if (epoch?.position === undefined) return false;
      const { satellites = 0, hdop = 0, altitudeM = 0 } = epoch.position;
      const isPlain = satellites >= 4 && satellites <= 12 && hdop >= 0.7 && hdop <= 1.6;
      return !isPlain || altitudeM < 440 || altitudeM > 540;
    });
    expect(odd).toEqual([]);
  });

  test('is off by a few metres, and for a while in the same direction', () => {
    const random = new SeededRandom(OPTIONS.seed);
    const samples = [...driveDay((label) => random.fork(label))];
    const errors = feed.epochs.flatMap(({ position }, i) => {
      const sample = samples[i];
      if (position === undefined || sample === undefined) return [];
      const seen = toPlane(position.latitudeE7 / 1e7, position.longitudeE7 / 1e7);
      return [{ eastM: seen.eastM - sample.eastM, m: distanceM(seen, sample) }];
    });
    const rmsM = Math.sqrt(errors.reduce((sum, { m }) => sum + m * m, 0) / errors.length);
    expect(rmsM).toBeGreaterThan(2);
    expect(rmsM).toBeLessThan(3);
    const products = errors.slice(1).map(({ eastM }, i) => eastM * (errors[i]?.eastM ?? 0));
    const meanSquare = errors.reduce((sum, { eastM }) => sum + eastM ** 2, 0) / errors.length;
    expect(products.reduce((sum, p) => sum + p, 0) / products.length / meanSquare).toBeGreaterThan(
      0.9,
    );
  });

  test('has no fix in the tunnel and shortly after it, and says so with empty fields', () => {
    const silent = feed.epochs.filter(({ position }) => position === undefined);
    expect(silent.length).toBeGreaterThan(40);
    const spanS = ((silent.at(-1)?.atMs ?? 0) - (silent[0]?.atMs ?? 0)) / 1000;
    expect(spanS).toBe(silent.length - 1);
    for (const { text } of silent) {
      expect(text).toMatch(/^\$GPGGA,\d{6}\.00,,,,,0,00,/u);
      expect(text).toMatch(/\$GPRMC,\d{6}\.00,V,,,,,,,231126,,,N/u);
    }
  });

  test('tells the sky every five seconds', () => {
    const telling = feed.epochs.filter(({ text }) => text.includes('$GPGSA'));
    expect(telling).toHaveLength(57_600 / 5);
    expect(telling.every(({ text }) => text.includes('$GPGSV'))).toBe(true);
  });

  test('is the same for the same seed and another for another', () => {
    const textOf = (day: GnssFeed) => day.epochs.map(({ text }) => text).join('');
    const text = textOf(feed);
    expect(textOf(generateDay(OPTIONS)) === text).toBe(true);
    expect(textOf(generateDay({ ...OPTIONS, seed: 2 })) === text).toBe(false);
  });
});

test.each(['2026-02-30', '23.11.2026', '', '1979-12-31', '2080-01-01'])(
  'a day cannot be generated for the date %j',
  (date) => {
    expect(() => generateDay({ ...OPTIONS, date })).toThrow(UsageError);
  },
);

test.each([0.5, 900, Number.NaN])('a day cannot be generated for the UTC offset %d', (offset) => {
  expect(() => generateDay({ ...OPTIONS, utcOffsetMin: offset })).toThrow(UsageError);
});
