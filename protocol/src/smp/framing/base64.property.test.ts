import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeBase64, encodeBase64 } from './base64.ts';

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const toBytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test('encodes as the platform does, and decodes it back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(latin1(encodeBase64(bytes))).toBe(btoa(latin1(bytes)));
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }),
  );
});

test('takes nothing that is not whole, padded base64', () => {
  const wrong = ['A', 'AA', 'AAA', 'AA=A', '=AAA', 'A===', '====', 'AA AA', 'AAA-', 'AAAAA==='];
  for (const text of wrong) expect(decodeBase64(toBytes(text))).toBeUndefined();
  expect(decodeBase64(toBytes(''))).toEqual(new Uint8Array());
});

test('any bytes are decoded or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const length = decodeBase64(bytes)?.length ?? 0;
      expect(length).toBeLessThanOrEqual((bytes.length / 4) * 3);
    }),
  );
});
