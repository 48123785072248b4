import { describe, expect, it } from 'vitest';

import { crc32 } from './crc32.ts';

describe('CRC-32', () => {
  it('gives the check value of the catalogue, in one part or many', () => {
    const text = new TextEncoder().encode('123456789');
    expect(crc32(text)).toBe(0xcbf43926);
    expect(crc32(text.subarray(0, 4), new Uint8Array(), text.subarray(4))).toBe(0xcbf43926);
    expect(crc32()).toBe(0);
  });
});
