import { expect, test } from 'vitest';

import { fromHex, toHex } from '../../bytes.ts';
import { encodeConsoleFrame, frameBytes } from './console-frame.ts';
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
