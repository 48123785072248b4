import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { encodeCbor, type CborValue } from '../cbor.ts';
import { decodeEntry, encodeEntry, type JournalDetail, type JournalEntry } from './entry.ts';

const entry: JournalEntry = {
  index: 3,
  atS: 1_790_000_000,
  uptimeMs: 1500,
  kind: 'mode',
  detail: { from: 'closed', to: 'on-duty' },
};

describe('a journal entry', () => {
  it('survives encoding, with a trusted clock or without', () => {
    for (const one of [entry, { ...entry, atS: null }, { ...entry, detail: {} }]) {
      expect(decodeEntry(encodeEntry(one))).toEqual({ ok: true, value: one });
    }
  });

  it('leaves the time out when the clock is not trusted', () => {
    const bytes = encodeEntry({ index: 0, atS: null, uptimeMs: 12, kind: 'boot', detail: {} });
    expect(toHex(bytes)).toBe('a40100030c0464626f6f7405a0');
  });

  it.each<[string, JournalDetail]>([
    ['a fraction', { latitude: 48.137 }],
    ['a name with blanks', { 'a b': 1 }],
    ['an empty name', { '': 1 }],
    ['a long name', { ['x'.repeat(25)]: 1 }],
    ['a long text', { text: 'x'.repeat(129) }],
    ['thirteen items', Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`x${i}`, i]))],
    ['a truth value', { ok: true as never }],
    [
      'five long texts',
      Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`x${i}`, 'x'.repeat(120)])),
    ],
  ])('refuses a detail with %s', (_name, detail) => {
    expect(() => encodeEntry({ ...entry, detail })).toThrow(/Expected/u);
  });

  it.each<[string, readonly (readonly [number, CborValue])[]]>([
    [
      'no detail',
      [
        [1, 0],
        [3, 0],
        [4, 'boot'],
      ],
    ],
    [
      'an unknown kind',
      [
        [1, 0],
        [3, 0],
        [4, 'lunch'],
        [5, new Map()],
      ],
    ],
    [
      'an unknown key',
      [
        [1, 0],
        [3, 0],
        [4, 'boot'],
        [5, new Map()],
        [6, 1],
      ],
    ],
    [
      'a fraction',
      [
        [1, 0],
        [3, 0],
        [4, 'boot'],
        [5, new Map([['x', 0.5]])],
      ],
    ],
    [
      'a list in the detail',
      [
        [1, 0],
        [3, 0],
        [4, 'boot'],
        [5, new Map([['x', [1]]])],
      ],
    ],
    [
      'a numbered detail',
      [
        [1, 0],
        [3, 0],
        [4, 'boot'],
        [5, new Map([[1, 1]])],
      ],
    ],
    [
      'a time of null',
      [
        [1, 0],
        [2, null],
        [3, 0],
        [4, 'boot'],
        [5, new Map()],
      ],
    ],
  ])('is refused on the wire with %s', (_name, pairs) => {
    expect(decodeEntry(encodeCbor(new Map(pairs)))).toMatchObject({
      ok: false,
      fault: { code: 'JOURNAL_ENTRY' },
    });
  });
});
