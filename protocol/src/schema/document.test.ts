import { expect, test } from 'vitest';

import { at, optional, text, uint } from './cbor-fields.ts';
import { cborMap } from './cbor-map.ts';
import { documentCborMap, documentStruct } from './document.ts';
import { literal, rest, u16, u8 } from './fields.ts';
import { struct } from './struct.ts';

test('a struct becomes a table with offsets', () => {
  const Frame = struct('Frame', 'big', {
    kind: literal(u8, 2, 'sealed'),
    length: u16('of what follows | in bytes'),
    body: rest('the body'),
  });
  expect(documentStruct(Frame).split('\n')).toEqual([
    '| byte | size | field | type | meaning |',
    '| --- | --- | --- | --- | --- |',
    '| 0 | 1 | kind | u8 = 0x2 | sealed |',
    '| 1 | 2 | length | u16 | of what follows \\| in bytes |',
    '| 3 | rest | body | rest | the body |',
  ]);
});

test('a CBOR map becomes a table with its keys', () => {
  const Text = cborMap('Text', { off: uint('offset'), note: optional(text('a note')) });
  expect(documentCborMap(Text).split('\n').slice(2)).toEqual([
    '| off | uint | yes | offset |',
    '| note | tstr | no | a note |',
  ]);
  const Integer = cborMap('Integer', { seq: at(4, uint('number')) }, { keys: 'integer' });
  expect(documentCborMap(Integer)).toContain('| 4 (seq) | uint | yes | number |');
});
