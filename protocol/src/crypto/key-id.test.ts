import { expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { keyIdOf } from './key-id.ts';

it('A key id is the first eight bytes of the SHA-256 of the key', () => {
  // FIPS 180-2, appendix B.1: SHA-256 of "abc".
  expect(toHex(keyIdOf(new TextEncoder().encode('abc')))).toBe('ba7816bf8f01cfea');
});
