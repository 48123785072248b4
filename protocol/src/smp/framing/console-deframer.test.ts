import { describe, expect, test } from 'vitest';

import { concatBytes, fromHex, toHex } from '../../bytes.ts';
import { ConsoleDeframer } from './console-deframer.ts';
import { encodeConsoleFrame } from './console-frame.ts';
import { smpVectors } from '../vectors.suite.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const ascii = (text: string) => new TextEncoder().encode(text);
const deframer = () => new ConsoleDeframer({ messageBytesMax: 16_384 });

describe('vectors', () => {
  test.each(smpVectors.frames.accepts)('accepts: $name', ({ wire, messages }) => {
    expect(deframer().push(hex(wire)).map(toHex)).toEqual(messages);
  });

  test.each(smpVectors.frames.rejects)('drops without a word: $name', ({ wire }) => {
    expect(deframer().push(hex(wire))).toEqual([]);
  });

  test.each(smpVectors.frames.rejects)('takes the next frame after: $name', ({ wire }) => {
    const next = encodeConsoleFrame(hex('0a00000100000100a0'));
    const messages = deframer().push(concatBytes(hex(wire), ascii('\n'), next));
    expect(toHex(messages.at(-1) ?? new Uint8Array())).toBe('0a00000100000100a0');
  });
});

test('counts frames that came to nothing, and text is none', () => {
  const reader = deframer();
  const frame = encodeConsoleFrame(new Uint8Array(200).fill(7));
  reader.push(ascii('boot\n'));
  expect(reader.dropped).toBe(0);
  reader.push(frame.subarray(0, 127));
  reader.push(ascii('\x06\x09*\n'));
  expect(reader.dropped).toBe(2);
});

test('an overlong line that belongs to a frame drops the frame', () => {
  const reader = deframer();
  const frame = encodeConsoleFrame(new Uint8Array(200).fill(7));
  reader.push(frame.subarray(0, 127));
  reader.push(ascii(`\x04\x14${'A'.repeat(200)}\n`));
  expect(reader.push(frame.subarray(127))).toEqual([]);
  expect(reader.dropped).toBe(1);
  reader.push(ascii(`\x06\x09${'A'.repeat(200)}\n`));
  expect(reader.dropped).toBe(2);
});

test('lines of 64, 127 and 128 bytes are taken, of 129 and 131 not', () => {
  const message = new Uint8Array(200).fill(9);
  const frame = encodeConsoleFrame(message);
  const withLineEnd = (end: string) =>
    concatBytes(frame.subarray(0, 126), ascii(end), frame.subarray(127));
  expect(deframer().push(withLineEnd('\n'))).toEqual([message]);
  expect(deframer().push(withLineEnd('\r\n'))).toEqual([message]);
  expect(deframer().push(withLineEnd('\r\r\n'))).toEqual([]);
  expect(deframer().push(withLineEnd('AAAA\n'))).toEqual([]);
});

test('hands text lines over, without their ends and without empty ones', () => {
  const lines: string[] = [];
  const onText = (line: Uint8Array) => lines.push(new TextDecoder().decode(line));
  const reader = new ConsoleDeframer({ messageBytesMax: 100, onText });
  reader.push(ascii('*** Booting ***\r\n\r\n\nready\n'));
  expect(lines).toEqual(['*** Booting ***', 'ready']);
});

test('takes lines that were split already, with or without the line feed', () => {
  const message = new Uint8Array(150).fill(3);
  const frame = encodeConsoleFrame(message);
  const reader = deframer();
  expect(reader.acceptLine(frame.subarray(0, 126))).toBeUndefined();
  expect(reader.acceptLine(frame.subarray(127))).toEqual(message);
});

test('what it gives stays as it was when the input is used again', () => {
  const wire = encodeConsoleFrame(Uint8Array.of(1, 2, 3));
  const [message] = deframer().push(wire);
  wire.fill(0);
  expect(message).toEqual(Uint8Array.of(1, 2, 3));
});
