import { describe, expect, test } from 'vitest';

import type { RibbonSegment } from './ribbon.ts';
import { at, sampleRibbon, sampleTrack } from './sample-run.test-data.ts';
import { trackLines } from './track-lines.ts';
import { roundLengthM } from '@feierabend/firmware-sim/page/map-plane';
import { trackPlane } from './track-plane.ts';
import { trackSvg } from './track-svg.ts';

const point = (timeS: number, latitudeE5 = 4_813_700, longitudeE5 = 1_157_500) => ({
  timeS,
  latitudeE5,
  longitudeE5,
});

describe('lines of the track', () => {
  test('stop at a gap and begin anew behind it', () => {
    const lines = trackLines(sampleTrack(), sampleRibbon);
    expect(lines.map((line) => [line[0]?.timeS, line.at(-1)?.timeS])).toEqual([
      [at(8), at(10, 13)],
      [at(10, 21), at(11, 59)],
      [at(12, 30), at(16, 29)],
    ]);
  });

  test('go on over the seconds between two records, whatever the order of the points', () => {
    const ribbon: RibbonSegment[] = [{ fromS: 11, untilS: 13, state: 'nothing' }];
    expect(trackLines([point(20), point(10)], ribbon)).toEqual([[point(10), point(20)]]);
  });

  test('are none without a position', () => {
    expect(trackLines([], sampleRibbon)).toEqual([]);
  });
});

describe('plane of the track', () => {
  test('has one scale in both directions', () => {
    // At 60 degrees a degree of longitude is half as long as one of latitude.
    const plane = trackPlane([point(0, 6_000_000, 0), point(1, 6_001_000, 2000)]);
    const [a, b] = [point(0, 6_000_000, 0), point(1, 6_001_000, 2000)].map(plane.toPlane);
    const [dx, dy] = [(b?.x ?? 0) - (a?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0)];
    expect(dx / dy).toBeCloseTo(1, 2);
    expect(dy / plane.unitsPerM).toBeCloseTo(1112, 0);
  });

  test('keeps every point on the paper, also across 180 degrees and when nothing moves', () => {
    for (const track of [
      sampleTrack(),
      [point(0, 0, 17_999_000), point(1, 500, -17_999_000)],
      [point(0)],
    ]) {
      const plane = trackPlane(track);
      for (const { x, y } of track.map(plane.toPlane)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(plane.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(plane.height);
      }
    }
  });

  test.each([
    [1, 1],
    [4.9, 2],
    [5, 5],
    [99, 50],
    [2300, 2000],
  ])('a scale bar of at most %d m is %d m long', (lengthMaxM, lengthM) => {
    expect(roundLengthM(lengthMaxM)).toBe(lengthM);
  });
});

test('the drawing has one way per piece and words for those who do not see it', () => {
  const svg = trackSvg(sampleTrack(), sampleRibbon, 'Europe/Berlin').text;
  expect(svg.match(/class="way"/gu)).toHaveLength(3);
  expect(svg.replaceAll(/\s+/gu, ' ')).toContain('in 3 pieces, from 08:00 to 16:29.');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/u);
});

test('a round that ends where it began has one label', () => {
  const round = [point(at(8)), point(at(10), 4_820_000), point(at(16))];
  expect(trackSvg(round, [], 'Europe/Berlin').text).toContain('>start 08:00, end 16:00</text>');
});

test('a day without positions is said in words instead of drawn', () => {
  expect(trackSvg([], sampleRibbon, 'UTC').text).toContain('No position was captured');
});
