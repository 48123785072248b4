import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { encodeCbor, type CborValue } from '../cbor.ts';
import { decodeJournalPage, encodeJournalPage } from './page.ts';

const entry = Uint8Array.of(0xa0);
const head = Uint8Array.of(1, 2);

describe('a journal page', () => {
  it('is an array of first index, entries and head', () => {
    const page = { firstIndex: 5, entries: [entry], signedHead: head };
    expect(toHex(encodeJournalPage(page))).toBe('83058141a0420102');
    expect(decodeJournalPage(encodeJournalPage(page))).toEqual({ ok: true, value: page });
  });

  it.each<[string, CborValue]>([
    ['no array', 1],
    ['two items', [0, []]],
    ['a negative index', [-1, [], head]],
    ['an entry that is a text', [0, ['x'], head]],
    ['a long entry', [0, [new Uint8Array(513)], head]],
    ['257 entries', [0, Array.from({ length: 257 }, () => entry), head]],
    ['no head', [0, [], null]],
    ['a long head', [0, [], new Uint8Array(257)]],
  ])('is refused with %s', (_name, value) => {
    expect(decodeJournalPage(encodeCbor(value))).toMatchObject({
      ok: false,
      fault: { code: 'JOURNAL_PAGE' },
    });
  });

  it('refuses to write what nobody would read', () => {
    const page = { firstIndex: -1, entries: [], signedHead: head };
    expect(() => encodeJournalPage(page)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_PAGE' }),
    );
  });
});
