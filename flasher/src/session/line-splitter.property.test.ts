import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { LineSplitter, lineBytesMax } from './line-splitter.ts';

function linesOf(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(Buffer.from(line).toString('latin1')));
  for (const chunk of chunks) splitter.push(chunk);
  return lines;
}

test('any chunking of a stream gives the same lines', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      (lines, cuts) => {
        const stream = Buffer.concat(lines.flatMap((line) => [line, Uint8Array.of(0x0a)]));
        const chunks: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          chunks.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(linesOf(chunks)).toEqual(linesOf([stream]));
      },
    ),
  );
});

test('a stream without line feeds is cut, and the line after it is whole', () => {
  const noise = new Uint8Array(3 * lineBytesMax + 5).fill(0x55);
  const lines = linesOf([noise, Buffer.from('\nhello\n')]);
  expect(lines.map((line) => line.length)).toEqual([
    lineBytesMax,
    lineBytesMax,
    lineBytesMax,
    5,
    5,
  ]);
  expect(lines.at(-1)).toBe('hello');
});
