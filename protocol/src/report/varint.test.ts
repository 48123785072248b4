import { describe, expect, it } from 'vitest';

import { fromHex } from '../bytes.ts';
import { pushVarint, unzigzag, VarintReader, zigzag } from './varint.ts';

const golden = [
  [0, '00'],
  [1, '01'],
  [127, '7f'],
  [128, '8001'],
  [300, 'ac02'],
  [2 ** 32 - 1, 'ffffffff0f'],
  [2 ** 32, '8080808010'],
  [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
] as const;

describe('A varint', () => {
  it.each(golden)('of %d is %s', (value, hex) => {
    const out: number[] = [];
    pushVarint(out, value);
    expect(Uint8Array.from(out)).toEqual(fromHex(hex));
    const reader = new VarintReader(Uint8Array.from(out));
    expect(reader.unsigned()).toBe(value);
    expect(reader.problem).toBeUndefined();
    expect(reader.bytesLeft).toBe(0);
  });

  it.each([
    ['that ends in the middle', '80', 'truncated'],
    ['of no bytes', '', 'truncated'],
    ['with a needless zero byte', '8000', 'overlong'],
    ['above 2^53 - 1', 'ffffffffffffff1f', 'overlong'],
    ['of nine bytes', '808080808080808001', 'overlong'],
  ])('%s is refused', (_what, hex, problem) => {
    const reader = new VarintReader(fromHex(hex) ?? new Uint8Array());
    expect(reader.unsigned()).toBe(0);
    expect(reader.problem).toBe(problem);
  });

  it('after a refused one reads as zero, and the first problem stays', () => {
    const reader = new VarintReader(Uint8Array.of(0x80, 0x00, 0x05));
    reader.unsigned();
    expect(reader.unsigned()).toBe(0);
    expect(reader.problem).toBe('overlong');
  });
});

describe('Zigzag', () => {
  it.each([
    [0, 0],
    [-1, 1],
    [1, 2],
    [-2, 3],
    [18_000_000, 36_000_000],
    [-(2 ** 33), 2 ** 34 - 1],
  ])('of %d is %d', (value, code) => {
    expect(zigzag(value)).toBe(code);
    expect(unzigzag(code)).toBe(value);
  });
});
