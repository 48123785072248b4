import fc from 'fast-check';
import { expect, test } from 'vitest';

import { driveOf, honestTaps, needlesOf } from './leak-fixture.test-data.ts';
import { leakEncodings } from './leak-hit.ts';
import { searchTaps } from './leak-search.ts';
import { plantOf } from './plant.ts';
import { tapChannels } from './tap-record.ts';

const fed = driveOf(4200);
const needles = needlesOf(fed);
const noise = honestTaps(fed);
/** One stream of honest bytes of the log, to plant into. */
const stream = Buffer.concat(
  noise.filter(({ channel }) => channel === 'log').map(({ bytes }) => bytes),
);

const leak = fc.record({
  sample: fc.constantFrom(...needles.samples),
  encoding: fc.constantFrom(...leakEncodings.filter((encoding) => encoding !== 'record')),
  variant: fc.nat(3),
});

/** Pieces of the sizes, over and over, until the bytes are used up. */
function chunked(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });

test('a leak is found at its offset, wherever it lies and however the channel is cut', () => {
  fc.assert(
    fc.property(
      leak,
      fc.nat(stream.length),
      sizes,
      fc.constantFrom(...tapChannels),
      (planted, at, cut, channel) => {
        const plant = plantOf(planted.encoding, planted.sample, planted.variant);
        const bytes = Buffer.concat([stream.subarray(0, at), plant.bytes, stream.subarray(at)]);
        const taps = chunked(bytes, cut).map((piece, index) => ({
          channel,
          atMs: index,
          bytes: piece,
        }));
        const hits = searchTaps(needles, taps).filter(({ layer }) => layer === 'raw');
        expect(hits.map(({ encoding, offset }) => ({ encoding, offset }))).toContainEqual({
          encoding: planted.encoding,
          offset: at + plant.pairAt,
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('honest bytes are never reported, however the channel is cut', () => {
  fc.assert(
    fc.property(sizes, (cut) => {
      const taps = chunked(stream, cut).map(
        (bytes) => ({ channel: 'log', atMs: 0, bytes }) as const,
      );
      expect(searchTaps(needles, taps)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('random bytes are never reported and never throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 6 }), (pieces) => {
      const taps = pieces.map((bytes) => ({ channel: 'flash', atMs: 0, bytes }) as const);
      expect(searchTaps(needles, taps)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
