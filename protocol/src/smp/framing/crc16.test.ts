import { expect, test } from 'vitest';

import { smpVectors } from '../vectors.suite.ts';
import { crc16 } from './crc16.ts';

test.each(smpVectors.crc16Xmodem)('the CRC of "$ascii" is $crc', ({ ascii, crc }) => {
  const bytes = new TextEncoder().encode(ascii);
  expect(crc16(bytes).toString(16).padStart(4, '0')).toBe(crc);
});
