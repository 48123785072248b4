import { expect, expectTypeOf, test } from 'vitest';

import { fromHex, toHex } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { dictionary } from './cbor-dictionary.ts';
import { bstr, either, uint } from './cbor-fields.ts';
import { cborMap } from './cbor-map.ts';
import type { Infer } from './infer.ts';

const hex = (given: string) => fromHex(given) ?? new Uint8Array();
const Counters = dictionary('Counters', uint('a counter', { max: 99 }), 'by name', {
  entriesMax: 2,
  ignoredKeys: ['rc'],
});
const Holder = cborMap('Holder', { counters: Counters });

test('a map with names as keys is type, encoder and decoder', () => {
  expectTypeOf<Infer<typeof Counters>>().toEqualTypeOf<ReadonlyMap<string, number>>();
  const value = new Map([
    ['a', 1],
    ['__proto__', 2],
  ]);
  expect(Counters.decode(Counters.encode(value))).toEqual({ ok: true, value });
  expect(Holder.decode(Holder.encode({ counters: value }))).toMatchObject({
    ok: true,
    value: { counters: value },
  });
});

test('keys of the protocol are passed over, and cannot be written', () => {
  expect(Counters.decode(hex('a2616101627263 00'.replace(' ', '')))).toEqual({
    ok: true,
    value: new Map([['a', 1]]),
  });
  expect(() => Counters.encode(new Map([['rc', 1]]))).toThrow(UsageError);
});

test.each([
  ['a list', '80', 'SCHEMA_TYPE'],
  ['a number as key', 'a10101', 'SCHEMA_TYPE'],
  ['a value out of range', 'a161611864', 'SCHEMA_RANGE'],
  ['a value of another kind', 'a161616161', 'SCHEMA_TYPE'],
  ['too many entries', 'a3616101616201616301', 'SCHEMA_RANGE'],
  ['bytes that are cut off', 'a16161', 'CBOR_INVALID'],
])('%s is refused', (_, bytes, code) => {
  expect(Counters.decode(hex(bytes))).toMatchObject({ ok: false, fault: { code } });
});

test('values that do not fit are not written', () => {
  expect(() => Counters.encode(new Map([['a', 100]]))).toThrow(UsageError);
  expect(() =>
    Counters.encode(
      new Map([
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ]),
    ),
  ).toThrow(UsageError);
});

test('one of two kinds is told apart by what it is', () => {
  const Hash = cborMap('Hash', { output: either(uint('crc'), bstr('sha', { length: 2 }), 'hash') });
  expect(toHex(Hash.encode({ output: 7 }))).toBe('a1666f757470757407');
  const sha = { output: Uint8Array.of(1, 2) };
  expect(Hash.decode(Hash.encode(sha))).toEqual({ ok: true, value: sha });
  expect(Hash.decode(hex('a1666f757470757420'))).toMatchObject({ fault: { code: 'SCHEMA_TYPE' } });
  expect(() => Hash.encode({ output: Uint8Array.of(1) })).toThrow(UsageError);
});
