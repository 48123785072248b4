import { fromHex } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { codec8Bytes, codec8PacketBytes, codec8RecordBytes } from './codec8.ts';

test('a Codec 8 record takes 30 bytes, and its packet 15 more', () => {
  expect([codec8RecordBytes, codec8PacketBytes]).toEqual([30, 15]);
  expect([codec8Bytes(1), codec8Bytes(255), codec8Bytes(256)]).toEqual([45, 7665, 7710]);
});

test('the maker’s own example packet is as long as that and its IO elements', () => {
  const packet = fromHex(
    '000000000000003608010000016b40d8ea30010000000000000000000000000000000105021503010101425e0f' +
      '01f10000601a014e0000000000000000010000c7cf',
  );
  // Two elements of one byte, one each of two, four and eight; each has an id of one byte.
  const elementsBytes = 2 * (1 + 1) + (1 + 2) + (1 + 4) + (1 + 8);
  expect(packet?.length).toBe(codec8Bytes(1) + elementsBytes);
});
