import { expect, test } from 'vitest';

import { encodeCbor } from '../../cbor.ts';
import { chunkEnd, windowOf } from './chunk-size.ts';

/** Size of the message that carries so much data behind a request of so many other bytes. */
const messageBytes = (emptyBytes: number, dataBytes: number) =>
  8 + emptyBytes - 1 + encodeCbor(new Uint8Array(dataBytes)).length;

test('a piece is as long as the message allows, down to the alignment', () => {
  for (let bufferBytes = 40; bufferBytes <= 700; bufferBytes += 1) {
    const end = chunkEnd(0, 1e6, 20, bufferBytes);
    expect(messageBytes(20, end)).toBeLessThanOrEqual(bufferBytes - 4);
    const next = end < 32 ? end + 1 : end + 32;
    expect(messageBytes(20, next)).toBeGreaterThan(bufferBytes - 4);
  }
});

test('a piece that starts off the grid ends on it', () => {
  expect(chunkEnd(6256, 1e6, 20, 1024)).toBe(7232);
  expect(7232 % 32).toBe(0);
});

test('the last piece ends where the whole does', () => {
  expect(chunkEnd(960, 1001, 20, 1024)).toBe(1001);
});

test('no room for data is the mistake of the buffer', () => {
  expect(() => chunkEnd(0, 100, 60, 64)).toThrow('a buffer that takes a request with data in it');
});

test.each([
  [{ bufferBytes: 384, bufferCount: 4 }, 4096, 3],
  [{ bufferBytes: 1024, bufferCount: 4 }, 4096, 2],
  [{ bufferBytes: 4096, bufferCount: 4 }, 4096, 1],
  [{ bufferBytes: 384, bufferCount: 0 }, 4096, 1],
])('the window for %o with %i bytes on the wire is %i', (params, inFlightBytesMax, window) => {
  expect(windowOf(params, inFlightBytesMax)).toBe(window);
});
