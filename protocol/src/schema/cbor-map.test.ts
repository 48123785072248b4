import { describe, expect, expectTypeOf, test } from 'vitest';

import { decodeCbor, encodeCbor } from '../cbor.ts';
import { fromHex, toHex } from '../bytes.ts';
import { InternalError, UsageError } from '../errors.ts';
import { arrayOf, at, bool, bstr, int, oneOf, optional, text, uint } from './cbor-fields.ts';
import { cborMap } from './cbor-map.ts';
import type { Infer } from './infer.ts';

const hex = (given: string) => fromHex(given) ?? new Uint8Array();
const codeOf = (read: { ok: boolean; fault?: { code: string } }) =>
  read.ok ? 'ok' : read.fault?.code;

const Slot = cborMap('Slot', {
  slot: uint('slot', { max: 1 }),
  active: optional(bool('runs now')),
});
const State = cborMap('State', {
  images: arrayOf(Slot, 'slots', { itemsMax: 2 }),
  mode: oneOf('mode', ['on', 'off']),
  level: int('signed'),
  note: optional(text('a note', { max: 5 })),
  hash: optional(bstr('hash', { length: 2 })),
});
type State = Infer<typeof State>;
const state: State = { images: [{ slot: 0, active: true }, { slot: 1 }], mode: 'on', level: -7 };

const Signed = cborMap(
  'Signed',
  { version: at(1, uint('version')), reason: at(8, optional(text('why'))) },
  { keys: 'integer', closed: true },
);

test('one value is type, encoder and decoder', () => {
  expectTypeOf<Infer<typeof Slot>>().toEqualTypeOf<{
    readonly slot: number;
    readonly active?: boolean | undefined;
  }>();
  expectTypeOf<State['mode']>().toEqualTypeOf<'on' | 'off'>();
  expect(State.decode(State.encode(state))).toEqual({ ok: true, value: state });
});

test('the encoding is deterministic: shortest key first', () => {
  const Echo = cborMap('Echo', { data: uint(''), off: uint('') });
  expect(toHex(Echo.encode({ data: 1, off: 2 }))).toBe('a2636f666602646461746101');
});

test('an optional field that is undefined is left out', () => {
  expect(toHex(Slot.encode({ slot: 1, active: undefined }))).toBe('a164736c6f7401');
});

test('integer keys are integers on the wire and properties in the value', () => {
  const encoded = Signed.encode({ version: 1, reason: 'x' });
  expect(toHex(encoded)).toBe('a20101086178');
  expect(Signed.decode(encoded)).toEqual({ ok: true, value: { version: 1, reason: 'x' } });
});

test('indefinite lengths and long-hand lengths are read, as real servers send them', () => {
  expect(Slot.decode(hex('bf64736c6f7401ff'))).toEqual({ ok: true, value: { slot: 1 } });
  expect(Slot.decode(hex('b9000164736c6f7401'))).toEqual({ ok: true, value: { slot: 1 } });
});

test('unknown keys are ignored, also those that are no texts or have strange names', () => {
  expect(Slot.decode(hex('a264736c6f74016378797a02'))).toEqual({ ok: true, value: { slot: 1 } });
  expect(Slot.decode(hex('a264736c6f74010502'))).toEqual({ ok: true, value: { slot: 1 } });
  const proto = hex('a264736c6f7401695f5f70726f746f5f5fa0');
  expect(Slot.decode(proto)).toEqual({ ok: true, value: { slot: 1 } });
});

describe('a closed map', () => {
  test('refuses unknown keys', () => {
    expect(codeOf(Signed.decode(hex('a201010901')))).toBe('SCHEMA_UNKNOWN_KEY');
  });

  test('refuses any other encoding of the same value', () => {
    expect(codeOf(Signed.decode(hex('bf0101ff')))).toBe('CBOR_INVALID');
    expect(codeOf(Signed.decode(hex('a1011801')))).toBe('CBOR_INVALID');
  });
});

test.each([
  ['not CBOR', 'ff', 'CBOR_INVALID'],
  ['bytes after the item', 'a164736c6f740100', 'CBOR_INVALID'],
  ['a key twice', 'a264736c6f740164736c6f7400', 'CBOR_INVALID'],
  ['a tag', 'a164736c6f74c101', 'CBOR_INVALID'],
  ['no map', '01', 'SCHEMA_TYPE'],
  ['a list', '80', 'SCHEMA_TYPE'],
  ['a missing key', 'a0', 'SCHEMA_MISSING'],
  ['a text for a number', 'a164736c6f746131', 'SCHEMA_TYPE'],
  ['a fraction', 'a164736c6f74f93800', 'SCHEMA_TYPE'],
  ['null', 'a164736c6f74f6', 'SCHEMA_TYPE'],
  ['a number above the limit', 'a164736c6f7402', 'SCHEMA_RANGE'],
  ['a number below zero', 'a164736c6f7420', 'SCHEMA_RANGE'],
  ['a number beyond 2^53', 'a164736c6f741bffffffffffffffff', 'SCHEMA_RANGE'],
])('%s is a fault, not an exception', (_, bytes, code) => {
  expect(codeOf(Slot.decode(hex(bytes)))).toBe(code);
});

test('a fault deep inside names the way there, and never the value', () => {
  const read = State.fromValue({ images: [{ slot: 4711 }], mode: 'on', level: 1 });
  if (read.ok) throw new RangeError('accepted');
  expect(read.fault.expected).toBe(
    'in State at key images: in Slot at key slot: a whole number from 0 to 1',
  );
  expect(JSON.stringify(read.fault)).not.toContain('4711');
});

test.each([
  ['a list that is too long', { ...state, images: [{ slot: 0 }, { slot: 0 }, { slot: 0 }] }],
  ['an item that does not fit', { ...state, images: [{ slot: 2 }] }],
  ['a text that is too long', { ...state, note: 'longer' }],
  ['bytes of another length', { ...state, hash: hex('010203') }],
  ['a number that is not whole', { ...state, level: 0.5 }],
  ['a text that is not listed', { ...state, mode: 'maybe' as 'on' }],
  ['a missing field', { mode: 'on', level: 1 } as unknown as State],
])('encoding %s is refused', (_, value) => {
  expect(() => State.encode(value)).toThrow(UsageError);
});

test('a schema that mixes keys or uses one twice is refused', () => {
  expect(() => cborMap('Mixed', { a: at(1, uint('')), b: uint('') })).toThrow(InternalError);
  const twice = { a: at(1, uint('')), b: at(1, uint('')) };
  expect(() => cborMap('Twice', twice, { keys: 'integer' })).toThrow(InternalError);
});

test('nested maps, lists and kinds are checked in decoded values too', () => {
  const wrong = [
    { images: 1, mode: 'on', level: 1 },
    { images: [[]], mode: 'on', level: 1 },
    { images: [{}, {}, {}], mode: 'on', level: 1 },
    { images: [], mode: 'maybe', level: 1 },
    { images: [], mode: true, level: 1 },
    { images: [], mode: 'on', level: 1, hash: hex('01') },
    { images: [], mode: 'on', level: { a: 1 } },
  ];
  for (const value of wrong) expect(State.fromValue(value).ok).toBe(false);
  const item = decodeCbor(State.encode(state), { useMaps: false });
  expect(item.ok && State.fromValue(item.value)).toEqual({ ok: true, value: state });
});

test('a closed map is closed at every depth: nothing hides in a map or a list inside it', () => {
  const Inner = cborMap('Inner', { a: uint('') });
  const Outer = cborMap(
    'Outer',
    { one: optional(Inner), many: optional(arrayOf(Inner, '')) },
    { closed: true },
  );
  const hidden = { a: 1, b: 2 };
  expect(Outer.decode(encodeCbor({ one: { a: 1 }, many: [{ a: 2 }] })).ok).toBe(true);
  for (const value of [{ one: hidden }, { many: [hidden] }]) {
    expect(Outer.decode(encodeCbor(value))).toMatchObject({
      fault: { code: 'SCHEMA_UNKNOWN_KEY' },
    });
  }
});
