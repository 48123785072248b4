import { describe, expect, test } from 'vitest';

import type { RecordsContent } from '../record/attachment-content.ts';
import { maskPlaces } from './mask-places.ts';
import { placeSearch, placesOf } from './place-gate.ts';
import { drawnTrack, relativeTrack } from './relative-track.ts';
import { sampleRun } from './sample-evidence.test-data.ts';
import { runFiles } from './write-run.ts';

describe('a text', () => {
  test.each([
    ['at 48.13731, 11.57549;', 'at [place], [place];'],
    ['-33.8688197 151.2092955', '[place] [place]'],
    ['$GNGLL,4808.2386,N,01134.5294,E', '$GNGLL,[place],N,[place],E'],
    ['{"latitudeE7": 481373100, "lon":115754900}', '{"latitudeE7": [place], "lon":[place]}'],
    ['lat=48.1 lng: 11', 'lat=[place] lng: [place]'],
    ['pair 4813731,1157549 seen', 'pair [place] seen'],
  ])('%s becomes %s', (text, masked) => expect(maskPlaces(text)).toBe(masked));

  test.each([
    'within 5000 ms, 3 of 12 came, 41.527 s',
    'seed 4711, 2026-11-23T08:00:00.000Z',
    'from 1795417200000 to 1795453200000',
    'digest 9e0b4c7d1f2a63588d47e6b0a9c3f5d2',
    'version 1.1.0+0, 192.168.0.1:8883',
    'late by 12 s, latest 3',
  ])('"%s" stays as it is', (text) => expect(maskPlaces(text)).toBe(text));
});

describe('a track', () => {
  test('keeps its shape to the metre, and begins nowhere', () => {
    const metresPerDegree = 111_195;
    const points = [
      { timeS: 1, latitudeE5: 6_000_000, longitudeE5: 17_999_900 },
      { timeS: 2, latitudeE5: 6_001_000, longitudeE5: -17_999_900 },
    ];
    const [first, second] = relativeTrack(points);
    expect(first).toEqual({ timeS: 1, eastM: 0, northM: 0 });
    expect(second?.northM).toBe(Math.round(0.01 * metresPerDegree));
    // At 60 degrees a degree of longitude is half as long, and 180 degrees are crossed the short way.
    expect(second?.eastM).toBe(Math.round((0.002 * metresPerDegree) / 2));
    expect(relativeTrack([])).toEqual([]);
  });

  test('is drawn alike with and without its places', () => {
    const { points } = sampleTrack();
    const absolute = drawnTrack({ ...empty, track: { places: 'absolute', points } });
    const relative = drawnTrack({
      ...empty,
      track: { places: 'relative', points: relativeTrack(points) },
    });
    expect(absolute).toEqual(relative);
    expect(absolute.length).toBe(points.length);
  });
});

const empty: Omit<RecordsContent, 'track'> = { schema: 'feierabend/records/1', segments: [] };

function sampleTrack() {
  const { record, attachments, fed } = sampleRun();
  const points = placesOf(record, attachments, []).map(({ atS, latitudeE7, longitudeE7 }) => ({
    timeS: atS,
    latitudeE5: latitudeE7 / 100,
    longitudeE5: longitudeE7 / 100,
  }));
  expect(points.length).toBe(fed.length);
  return { points };
}

describe('the files of a run', () => {
  const sample = sampleRun();
  const search = placeSearch(placesOf(sample.record, sample.attachments, sample.fed));
  const leaky = (files: ReadonlyMap<string, Uint8Array>) =>
    [...files].filter(([, bytes]) => search(bytes)).map(([name]) => name);

  test('hold no coordinate of it, however written, and every attachment that had one says so', () => {
    const { record, files } = runFiles(sample);
    expect(leaky(files)).toEqual([]);
    const scrubbed = record.tests
      .flatMap(({ attempts }) => attempts.flatMap(({ phases }) => phases))
      .flatMap(({ attachments }) => attachments)
      .map(({ name, scrubbed: how }) => [name, how]);
    expect(Object.fromEntries(scrubbed)).toEqual({
      day: 'relative',
      delivery: undefined,
      wipe: undefined,
      journal: undefined,
      serial: 'masked',
      raw: 'left-out',
    });
    const texts = [...files.values()].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
    expect(texts).not.toMatch(/48\.137|11\.575|4808\.2|4813731|481373/u);
    expect(record.placesKept).toBeUndefined();
  });

  test('hold them when that was asked for, which shows that the search would have found them', () => {
    const { record, files } = runFiles({ ...sample, keepPlaces: true });
    expect(record.placesKept).toBe(true);
    expect(leaky(files).length).toBeGreaterThan(0);
  });

  test('are refused when a name holds one, because names are not rewritten', () => {
    const [first, ...rest] = sample.record.tests;
    const place = sample.fed[3];
    if (first === undefined || place === undefined) expect.unreachable();
    const name = `at ${place.latitudeE7 / 1e7},${place.longitudeE7 / 1e7}`;
    const record = { ...sample.record, tests: [{ ...first, name }, ...rest] };
    expect(() => runFiles({ ...sample, record })).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_PLACES' }),
    );
  });

  test('a log that hides one in hexadecimal is left out whole', () => {
    const place = sample.fed[3];
    if (place === undefined) expect.unreachable();
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(place.latitudeE7);
    bytes.writeInt32BE(place.longitudeE7, 4);
    const message = `the last bytes seen: ${bytes.toString('hex')}`;
    const record = { ...sample.record, benchFaults: [{ message }] };
    const written = runFiles({ ...sample, record }).record;
    expect(written.benchFaults).toEqual([{ message: '[left out: it held a place]' }]);
  });
});
