import fc from 'fast-check';
import { expect, test } from 'vitest';

import { at, arrayOf, bool, bstr, int, oneOf, optional, text, uint } from './cbor-fields.ts';
import { cborMap } from './cbor-map.ts';

const Sample = cborMap('Sample', {
  count: uint('count', { max: 70_000 }),
  level: optional(int('level')),
  name: text('name', { max: 9 }),
  mode: oneOf('mode', ['on', 'standby']),
  key: bstr('key', { length: 4 }),
  data: optional(bstr('data', { max: 300 })),
  flags: optional(arrayOf(bool('flag'), 'flags', { itemsMax: 30 })),
});
const Keyed = cborMap(
  'Keyed',
  { a: at(1, uint('a', { max: 9 })), b: at(300, bool('b')) },
  { keys: 'integer' },
);

const sample = fc.record(
  {
    count: fc.nat({ max: 70_000 }),
    level: fc.maxSafeInteger(),
    name: fc.string({ unit: 'grapheme', maxLength: 4 }).filter((name) => name.length <= 9),
    mode: fc.constantFrom('on' as const, 'standby' as const),
    key: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    data: fc.uint8Array({ maxLength: 300 }),
    flags: fc.array(fc.boolean(), { maxLength: 30 }),
  },
  { requiredKeys: ['count', 'name', 'mode', 'key'] },
);

test('every encoding lies within the bounds of its schema', () => {
  fc.assert(
    fc.property(sample, (value) => {
      const { length } = Sample.encode(value);
      expect(length).toBeGreaterThanOrEqual(Sample.bounds.sizeBytesMin);
      expect(length).toBeLessThanOrEqual(Sample.bounds.sizeBytesMax);
    }),
  );
});

test('the bounds are met by the smallest and the largest value', () => {
  const smallest = { count: 0, name: '', mode: 'on', key: new Uint8Array(4) } as const;
  expect(Sample.encode(smallest)).toHaveLength(Sample.bounds.sizeBytesMin);
  const largest = {
    count: 70_000,
    level: -Number.MAX_SAFE_INTEGER,
    name: '\uffff'.repeat(9),
    mode: 'standby',
    key: new Uint8Array(4),
    data: new Uint8Array(300),
    flags: Array.from({ length: 30 }, () => true),
  } as const;
  expect(Sample.encode(largest)).toHaveLength(Sample.bounds.sizeBytesMax);
  expect(Keyed.encode({ a: 1, b: true })).toHaveLength(Keyed.bounds.sizeBytesMax);
});
