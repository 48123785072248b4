import { expect, test } from 'vitest';

import { crc32 } from './crc32.ts';

test.each([
  ['', 0],
  ['123456789', 0xcbf4_3926],
])('crc32(%j)', (ascii, crc) => {
  expect(crc32(new TextEncoder().encode(ascii))).toBe(crc);
});
