import { expect, test } from 'vitest';

import { fromHex, toHex } from '../../bytes.ts';
import { encodeConsoleFrame, frameBytes, messageBytesMaxOf } from './console-frame.ts';
import { smpVectors } from '../vectors.suite.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const canonical = smpVectors.frames.accepts.filter((vector) => vector.canonical === true);

test('there are vectors that fix the encoding', () => {
  expect(canonical.length).toBeGreaterThanOrEqual(3);
});

test.each(canonical)('encodes: $name', ({ messages, wire }) => {
  expect(toHex(encodeConsoleFrame(hex(messages[0] ?? '')))).toBe(wire);
});

test('a line never has more than 127 bytes, and the size is known before', () => {
  for (let size = 1; size <= 600; size += 1) {
    const frame = encodeConsoleFrame(new Uint8Array(size).fill(0xa5));
    expect(frame.length).toBe(frameBytes(size));
    const lines = new TextDecoder('latin1').decode(frame).split('\n');
    expect(lines.pop()).toBe('');
    for (const line of lines) expect(line.length + 1).toBeLessThanOrEqual(127);
  }
});

test('the largest message of any buffer has a length that the frame can state', () => {
  expect(messageBytesMaxOf(384)).toBe(380);
  expect(messageBytesMaxOf(65_537)).toBe(65_533);
  expect(messageBytesMaxOf(65_538)).toBe(65_533);
  const packet = encodeConsoleFrame(new Uint8Array(messageBytesMaxOf(2 ** 32)));
  expect(atob(new TextDecoder().decode(packet.subarray(2, 6))).slice(0, 2)).toBe('\xff\xff');
});
