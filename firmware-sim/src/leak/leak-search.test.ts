import { encodeBatch, padToStep } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { needlesOf } from './leak-fixture.test-data.ts';
import { describeHit } from './leak-hit.ts';
import { hitsKeptMax, LeakSearch, searchRecords, searchTaps } from './leak-search.ts';
import type { FedPosition } from './needles.ts';
import { plantOf } from './plant.ts';
import type { TapChannel, TapRecord } from './tap-record.ts';

const home: FedPosition = { atS: 5000, latitudeE7: 482_012_345, longitudeE7: 116_054_321 };
const office: FedPosition = { atS: 10, latitudeE7: 481_370_049, longitudeE7: 115_750_049 };
const south: FedPosition = { atS: 5000, latitudeE7: -337_654_321, longitudeE7: -709_876_543 };
const needles = needlesOf([office, home]);

const text = new TextEncoder();

function tap(bytes: Uint8Array | string, channel: TapChannel = 'log', atMs = 0): TapRecord {
  return { channel, atMs, bytes: typeof bytes === 'string' ? text.encode(bytes) : bytes };
}

function encodingsIn(content: Uint8Array | string, set = needles): string[] {
  return searchTaps(set, [tap(content)]).map(({ encoding }) => encoding);
}

/** Little-endian or big-endian integers with a gap between them. */
function integers(pair: readonly [number, number], gap: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(8 + gap).fill(0xee);
  new DataView(bytes.buffer).setInt32(0, pair[0], little);
  new DataView(bytes.buffer).setInt32(4 + gap, pair[1], little);
  return bytes;
}

describe('text', () => {
  test.each([
    ['four decimals', '48.2012,11.6054', 'decimal-4'],
    ['cut to four decimals', 'at 48.2012 11.6054', 'decimal-4'],
    ['longitude first', '11.60543;48.20123', 'decimal-5'],
    ['JSON keys between', '{"lat":48.201234,"lon":11.605432}', 'decimal-6'],
    ['another field between', 'lat=48.2012345 hdop=0.9 lon=11.6054321', 'decimal-7'],
    ['more decimals than a receiver has', '48.20123451234, 11.60543209876', 'decimal-7'],
    ['one unit off in the last place', '48.2012346 11.6054320', 'decimal-7'],
    ['degree signs', '48.20123° N 11.60543° E', 'decimal-5'],
    ['E7 as text', 'latitudeE7: 482012345, longitudeE7: 116054321', 'integer-text'],
    ['E5 as text', '{"latitudeE5":4820123,"longitudeE5":1160543}', 'integer-text'],
    ['NMEA', '$GPGLL,4812.0741,N,01136.3259,E,120000,A', 'nmea'],
    ['NMEA with five decimals', '$GNRMC,,A,4812.07407,N,01136.32593,E,', 'nmea'],
  ])('%s is found', (_, content, encoding) => {
    expect(encodingsIn(content)).toContain(encoding);
  });

  test.each([
    ['the office', '48.1370049,11.7500490 $GPGLL,4808.2203,N,01134.5003,E'],
    ['a latitude alone', 'lat 48.2012345'],
    ['a pair too far apart', `48.2012345${' '.repeat(65)}11.6054321`],
    ['three decimals', '48.201,11.605'],
    ['a version and a price', 'v1.48.2012, 11.6 EUR'],
  ])('%s is not reported', (_, content) => {
    expect(encodingsIn(content)).toEqual([]);
  });

  test('a number without its trailing zeros is the same number', () => {
    const spot = { atS: 5000, latitudeE7: 482_010_000, longitudeE7: 116_054_321 };
    expect(encodingsIn(JSON.stringify([48.201, 11.6054321]), needlesOf([spot]))).toEqual([
      'decimal-7',
    ]);
  });

  test.each([
    '-33.76543,-70.98765',
    '33.76543 S, 70.98765 W',
    '3345.9259,S,07059.2593,W',
    '-337654321 -709876543',
  ])('the southern and western hemisphere is found in %s', (content) => {
    expect(encodingsIn(content, needlesOf([south]))).toHaveLength(1);
  });

  test('a number that the border of two pieces cuts is found', () => {
    const content = 'x 48.2012345,11.6054321 y';
    for (let cut = 1; cut < content.length; cut += 1) {
      const pieces = [tap(content.slice(0, cut)), tap(content.slice(cut), 'log', 7)];
      expect(searchTaps(needles, pieces)).toContainEqual({
        channel: 'log',
        encoding: 'decimal-7',
        layer: 'raw',
        offset: 2,
        atMs: cut >= 22 ? expect.any(Number) : 7,
      });
    }
  });

  test('numbers that only the border of two pieces keeps apart are found', () => {
    const pieces = [tap('at 48.2012345'), tap('11.6054321'), tap('7')];
    expect(searchTaps(needles, pieces).map(({ encoding }) => encoding)).toContain('decimal-7');
  });

  test('a text that comes byte by byte is read the same', () => {
    const content = '{"lat":48.201234,"lon":11.605432}';
    const pieces = Array.from(content, (character) => tap(character));
    expect(searchTaps(needles, pieces).map(({ encoding }) => encoding)).toContain('decimal-6');
  });

  test('a channel does not continue another', () => {
    const pieces = [tap('48.2012345,', 'log'), tap('11.6054321 ', 'serial')];
    expect(searchTaps(needles, pieces)).toEqual([]);
  });
});

describe('integers', () => {
  const e7 = [home.latitudeE7, home.longitudeE7] as const;
  const e5 = [4_820_123, 1_160_543] as const;
  const cases = [0, 1, 4, 8].flatMap((gap) =>
    [true, false].flatMap((little) => [
      { gap, little, pair: e7, encoding: little ? 'e7-le' : 'e7-be' },
      { gap, little, pair: e5, encoding: little ? 'e5-le' : 'e5-be' },
    ]),
  );
  test.each(cases)(
    '$encoding with a gap of $gap is found in either order',
    ({ gap, little, pair, encoding }) => {
      expect(encodingsIn(integers(pair, gap, little))).toEqual([encoding]);
      expect(encodingsIn(integers([pair[1], pair[0]], gap, little))).toEqual([encoding]);
    },
  );

  test('negative integers are found in two’s complement and as CBOR magnitudes', () => {
    const set = needlesOf([south]);
    const [latitude, longitude] = [south.latitudeE7, south.longitudeE7];
    expect(encodingsIn(integers([latitude, longitude], 0, true), set)).toEqual(['e7-le']);
    expect(encodingsIn(integers([~latitude, ~longitude], 1, false), set)).toEqual(['e7-be']);
    expect(encodingsIn(integers([~-3_376_543, ~-7_098_765], 1, false), set)).toEqual(['e5-be']);
  });

  test('a pair of another place, a mixed pair and a mixed byte order are not reported', () => {
    const mixed = integers([home.latitudeE7, 0], 0, true);
    mixed.set(integers([home.longitudeE7, 0], 0, false).subarray(0, 4), 4);
    expect(encodingsIn(mixed)).toEqual([]);
    expect(encodingsIn(integers([home.latitudeE7, office.longitudeE7], 0, true))).toEqual([]);
    expect(encodingsIn(integers([office.latitudeE7, office.longitudeE7], 0, true))).toEqual([]);
    expect(encodingsIn(integers([office.latitudeE7 + 1, office.longitudeE7], 0, true))).toEqual([]);
  });
});

describe('records', () => {
  const fix = { kind: 'fix', timeS: 5000, latitudeE5: 4_820_123, longitudeE5: 1_160_543 } as const;
  const honest = { kind: 'fix', timeS: 10, latitudeE5: 4_813_700, longitudeE5: 1_157_500 } as const;

  test('a plaintext batch is decoded, padded or not', () => {
    const batch = encodeBatch([honest, fix]);
    const hits = searchTaps(needles, [
      tap('abc', 'mqtt'),
      tap(batch, 'mqtt', 9),
      tap(padToStep(batch), 'flash'),
    ]);
    const place = { encoding: 'record', layer: 'raw' } as const;
    expect(hits).toContainEqual({ channel: 'mqtt', ...place, offset: 3, atMs: 9 });
    expect(hits).toContainEqual({ channel: 'flash', ...place, offset: 0, atMs: 0 });
  });

  test('an honest batch is not reported', () => {
    expect(searchTaps(needles, [tap(encodeBatch([honest]), 'mqtt')])).toEqual([]);
  });

  test('records the controller opened are searched by index', () => {
    expect(searchRecords(needles, [honest, fix])).toEqual([
      { channel: 'decoded', encoding: 'record', layer: 'raw', offset: 1, atMs: 5_000_000 },
    ]);
  });
});

describe('the result', () => {
  test('looks behind the base64 of SMP console lines, across lines', () => {
    const bytes = integers([home.latitudeE7, home.longitudeE7], 0, false);
    const [first, second] = [bytes.subarray(0, 6), bytes.subarray(6)].map((half) =>
      Buffer.from(half).toString('base64'),
    );
    const lines = `\u0006\u0009${first}\n\u0004\u0014${second}\n`;
    expect(searchTaps(needles, [tap(lines, 'serial')])).toEqual([
      { channel: 'serial', encoding: 'e7-be', layer: 'console-frame', offset: 0, atMs: 0 },
    ]);
  });

  test('counts bytes and hits of every channel, also of silent ones', () => {
    const search = new LeakSearch(needles);
    search.push(tap('48.2012345,11.6054321'));
    search.pushRecords([]);
    const none = { bytes: 0, hits: 0 };
    expect(search.finish().channels).toEqual([
      { name: 'serial', ...none },
      { name: 'mqtt', ...none },
      { name: 'flash', ...none },
      { name: 'journal', ...none },
      { name: 'log', bytes: 21, hits: 1 },
      { name: 'decoded', ...none },
    ]);
  });

  test('keeps a bounded number of hits and counts them all', () => {
    const search = new LeakSearch(needles);
    const leak = integers([home.latitudeE7, home.longitudeE7], 0, true);
    const count = hitsKeptMax + 100;
    for (let i = 0; i < count; i += 1) search.push(tap(leak, 'flash'));
    const { hits, channels } = search.finish();
    expect(hits).toHaveLength(hitsKeptMax);
    expect(channels.find(({ name }) => name === 'flash')?.hits).toBeGreaterThanOrEqual(count);
  });

  test('never quotes the position it found', () => {
    const { bytes } = plantOf('decimal-7', home, 0);
    const [hit] = searchTaps(needles, [tap(bytes, 'log', 1000)]);
    expect(hit).toBeDefined();
    const line = hit === undefined ? '' : describeHit(hit);
    expect(line).toBe('log: a private position as decimal-7 at byte 4, 1970-01-01T00:00:01.000Z');
    expect(JSON.stringify(hit) + line).not.toMatch(/482012|48\.2|116054|11\.6/u);
  });
});
