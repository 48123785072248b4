import { describe, expect, test } from 'vitest';

import { ChunkReceiver } from './chunk-receiver.ts';

const sha = new Uint8Array(32).fill(5);
const data = (length: number) => new Uint8Array(length).fill(1);

function receiver(bytesMax = 100): ChunkReceiver {
  return new ChunkReceiver({ bytesMax });
}

/** A receiver that has 40 of 90 bytes. */
function halfWay(withSha = true): ChunkReceiver {
  const half = receiver();
  half.accept({ off: 0, len: 90, data: data(40), ...(withSha ? { sha } : {}) });
  return half;
}

test('pieces in order are stored, and the last one is named', () => {
  const one = receiver();
  expect(one.accept({ off: 0, len: 50, sha, data: data(32) })).toMatchObject({
    kind: 'store',
    at: 0,
    off: 32,
    starts: true,
    isDone: false,
  });
  expect(one.accept({ off: 32, data: data(18) })).toMatchObject({
    kind: 'store',
    at: 32,
    off: 50,
    starts: false,
    isDone: true,
  });
});

test.each([
  ['without a session', receiver(), { off: 7, data: data(1) }, 0],
  ['an old piece', halfWay(), { off: 8, data: data(8) }, 40],
  ['a piece ahead of the gap', halfWay(), { off: 48, data: data(8) }, 40],
  ['the start again, with the same hash', halfWay(), { off: 0, len: 90, sha, data: data(40) }, 40],
])('%s: nothing is stored, the wanted offset is said', (_, half, chunk, off) => {
  expect(half.accept(chunk)).toEqual({ kind: 'want', off, isDone: false });
});

test.each([
  ['another hash', { off: 0, len: 90, sha: data(32), data: data(8) }],
  ['another length', { off: 0, len: 80, sha, data: data(8) }],
  ['no hash', { off: 0, len: 90, data: data(8) }],
])('the start again with %s begins anew', (_, chunk) => {
  expect(halfWay().accept(chunk)).toMatchObject({ kind: 'store', starts: true, off: 8 });
});

test('a transfer that was begun without a hash cannot be resumed', () => {
  const chunk = { off: 0, len: 90, sha, data: data(8) };
  expect(halfWay(false).accept(chunk)).toMatchObject({ kind: 'store', starts: true });
});

describe('a whole that arrived', () => {
  const whole = () => {
    const one = halfWay();
    one.accept({ off: 40, data: data(50) });
    return one;
  };

  test('is known when its last piece or its start comes again', () => {
    const done = { kind: 'want', off: 90, isDone: true };
    expect(whole().accept({ off: 40, data: data(50) })).toEqual(done);
    expect(whole().accept({ off: 0, len: 90, sha, data: data(40) })).toEqual(done);
    expect(whole().accept({ off: 90, data: data(0) })).toEqual(done);
  });

  test('is forgotten by a reset', () => {
    const one = whole();
    one.reset();
    expect(one.accept({ off: 40, data: data(50) })).toMatchObject({ kind: 'want', off: 0 });
  });
});

test.each([
  ['length-missing', { off: 0, data: data(8) }],
  ['too-large', { off: 0, len: 101, data: data(8) }],
  ['overrun', { off: 0, len: 7, data: data(8) }],
])('%s is refused and leaves what was there', (reason, chunk) => {
  const half = halfWay();
  expect(half.accept(chunk)).toEqual({ kind: 'refuse', reason });
  expect(half.accept({ off: 40, data: data(1) })).toMatchObject({ kind: 'store', off: 41 });
});

test('a piece that runs over the end is refused', () => {
  expect(halfWay().accept({ off: 40, data: data(51) })).toEqual({
    kind: 'refuse',
    reason: 'overrun',
  });
});
