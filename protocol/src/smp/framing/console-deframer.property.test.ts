import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { concatBytes } from '../../bytes.ts';
import { ConsoleDeframer } from './console-deframer.ts';
import { encodeConsoleFrame, lineFeed } from './console-frame.ts';

// fast-check prints the seed and the path of a counterexample when a property fails.
const message = fc.uint8Array({ minLength: 1, maxLength: 700 });
const messageBytesMax = 700;

/** Cuts bytes into pieces whose sizes are drawn from the list, over and over. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return pieces;
}

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });

test('every message comes back, however the wire cuts the bytes', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), sizes, (messages, pieceSizes) => {
      const wire = concatBytes(...messages.map(encodeConsoleFrame));
      const deframer = new ConsoleDeframer({ messageBytesMax });
      const received = cut(wire, pieceSizes).flatMap((piece) => deframer.push(piece));
      expect(received).toEqual(messages);
      expect(deframer.dropped).toBe(0);
    }),
  );
});

test('any bytes give the same messages, drops and text, however they are cut', () => {
  const fragment = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom([6, 9], [4, 20], [10], [13, 10], [65, 65, 65, 65])
      .map((bytes) => Uint8Array.from(bytes)),
    message.map((bytes) => encodeConsoleFrame(bytes)),
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), sizes, (fragments, pieceSizes) => {
      const wire = concatBytes(...fragments);
      const read = (pieces: readonly Uint8Array[]) => {
        const text: Uint8Array[] = [];
        const onText = (line: Uint8Array) => text.push(line);
        const deframer = new ConsoleDeframer({ messageBytesMax, onText });
        const messages = pieces.flatMap((piece) => deframer.push(piece));
        return { messages, text, dropped: deframer.dropped };
      };
      expect(read(cut(wire, pieceSizes))).toEqual(read([wire]));
    }),
  );
});

test('garbage in front costs at most the first frame', () => {
  const garbage = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(garbage, message, message, (noise, first, second) => {
      const deframer = new ConsoleDeframer({ messageBytesMax });
      const wire = concatBytes(noise, encodeConsoleFrame(first), encodeConsoleFrame(second));
      expect(deframer.push(wire).at(-1)).toEqual(second);
    }),
  );
});

test('garbage and a line feed in front cost no frame', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), message, (noise, first) => {
      const deframer = new ConsoleDeframer({ messageBytesMax });
      const wire = concatBytes(noise, Uint8Array.of(lineFeed), encodeConsoleFrame(first));
      expect(deframer.push(wire)).toEqual([first]);
    }),
  );
});

test('a flipped bit costs that frame and no other, and never gives another message', () => {
  fc.assert(
    fc.property(message, message, fc.nat(), fc.nat(7), (first, second, where, bit) => {
      const frame = encodeConsoleFrame(first);
      const at = where % frame.length;
      frame[at] = (frame[at] ?? 0) ^ (1 << bit);
      const deframer = new ConsoleDeframer({ messageBytesMax });
      const received = deframer.push(
        concatBytes(frame, Uint8Array.of(lineFeed), encodeConsoleFrame(second)),
      );
      expect(received.at(-1)).toEqual(second);
      for (const one of received.slice(0, -1)) expect(one).toEqual(first);
    }),
  );
});

test('a line that never ends and frames that never complete leave it able to work', () => {
  const deframer = new ConsoleDeframer({ messageBytesMax });
  const endless = new Uint8Array(65_536).fill(0x41);
  for (let round = 0; round < 16; round += 1) expect(deframer.push(endless)).toEqual([]);
  const half = encodeConsoleFrame(new Uint8Array(700)).subarray(0, 127);
  for (let round = 0; round < 1000; round += 1) deframer.push(half);
  expect(deframer.push(encodeConsoleFrame(Uint8Array.of(1)))).toEqual([Uint8Array.of(1)]);
  expect(deframer.dropped).toBeGreaterThanOrEqual(999);
});
