import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { arrayOf, at, bool, bstr, int, optional, text, uint } from './cbor-fields.ts';
import { cborMap } from './cbor-map.ts';

const Inner = cborMap('Inner', { x: int(''), y: optional(bool('')) });
const Open = cborMap('Open', {
  a: uint(''),
  b: optional(text('')),
  c: optional(bstr('')),
  d: arrayOf(Inner, ''),
});
const Closed = cborMap(
  'Closed',
  { a: at(300, uint('')), b: at(-1, optional(text(''))), d: at(2, arrayOf(Inner, '')) },
  { keys: 'integer', closed: true },
);

const inner = fc.record(
  { x: fc.maxSafeInteger(), y: fc.boolean() },
  { requiredKeys: ['x'], noNullPrototype: true },
);
const open = fc.record(
  {
    a: fc.maxSafeNat(),
    b: fc.string({ unit: 'grapheme' }),
    c: fc.uint8Array(),
    d: fc.array(inner, { maxLength: 4 }),
  },
  { requiredKeys: ['a', 'd'], noNullPrototype: true },
);

test('what is encoded is decoded to the same value', () => {
  fc.assert(
    fc.property(open, (value) => {
      expect(Open.decode(Open.encode(value))).toEqual({ ok: true, value });
      const { c: _, ...closed } = value;
      expect(Closed.decode(Closed.encode(closed))).toEqual({ ok: true, value: closed });
    }),
  );
});

test('decoding never throws, and a closed map accepts nothing but its own encoding', () => {
  const mutated = fc.tuple(open, fc.nat(), fc.nat(255)).map(([{ a, d }, where, byte]) => {
    const bytes = Closed.encode({ a, d });
    bytes[where % bytes.length] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), mutated), (bytes) => {
      Open.decode(bytes);
      const read = Closed.decode(bytes);
      expect(read.ok ? Closed.encode(read.value) : bytes).toEqual(bytes);
    }),
  );
});
