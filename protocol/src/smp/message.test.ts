import { expect, test } from 'vitest';

import { concatBytes, fromHex, toHex } from '../bytes.ts';
import { opened } from '../schema/opened.suite.ts';
import { decodeSmpMessages, encodeSmpMessage } from './message.ts';
import { smpVectors } from './vectors.suite.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();

test.each(smpVectors.messages.accepts)('reads: $name', ({ bytes, messages }) => {
  const read = opened(decodeSmpMessages(hex(bytes)));
  expect(read.map((one) => ({ ...one, payload: toHex(one.payload) }))).toEqual(messages);
  const withoutFlags = hex(bytes);
  withoutFlags[1] = 0;
  expect(concatBytes(...read.map(encodeSmpMessage))).toEqual(withoutFlags);
});

test.each(smpVectors.messages.rejects)('returns a fault for: $name', ({ bytes, code }) => {
  const read = decodeSmpMessages(hex(bytes));
  expect(read).toMatchObject({ ok: false, fault: { code } });
});
