import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bytes, i32, nested, rest, u16, u32, u64, u8 } from './fields.ts';
import { struct, type ByteOrder } from './struct.ts';

const layouts = (['little', 'big'] as const).map((order: ByteOrder) => {
  const Inner = struct('Inner', order, { a: u16(''), b: i32('') });
  return struct('Outer', order, {
    a: u8(''),
    b: u16(''),
    c: u32(''),
    d: u64(''),
    e: bytes(3, ''),
    f: nested(Inner, ''),
    g: rest(''),
  });
});

const u16s = fc.integer({ min: 0, max: 0xffff });
const values = fc.record({
  a: fc.integer({ min: 0, max: 0xff }),
  b: u16s,
  c: fc.integer({ min: 0, max: 0xffff_ffff }),
  d: fc.maxSafeNat(),
  e: fc.uint8Array({ minLength: 3, maxLength: 3 }),
  f: fc.record({ a: u16s, b: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }) }),
  g: fc.uint8Array({ maxLength: 20 }),
});

test('what is encoded is decoded to the same value, in both byte orders', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(...layouts), (value, layout) => {
      const encoded = layout.encode(value);
      const bytesRead = encoded.length;
      expect(layout.decode(encoded)).toEqual({ ok: true, value: { value, bytesRead } });
    }),
  );
});

test('decoding never throws, and what it accepts is encoded to the same bytes', () => {
  const input = fc.uint8Array({ maxLength: 64 });
  fc.assert(
    fc.property(input, fc.constantFrom(...layouts), (given, layout) => {
      const read = layout.decode(given);
      expect(read.ok ? layout.encode(read.value.value) : given).toEqual(given);
    }),
  );
});
