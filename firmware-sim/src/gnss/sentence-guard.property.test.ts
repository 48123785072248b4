import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { sealSentence } from './checksum.ts';
import { SentenceGuard } from './sentence-guard.ts';
import type { GuardedSentence } from './sentence.ts';

const sentence = fc
  .tuple(
    fc.constantFrom('GPRMC', 'GNGGA', 'GLGSV', 'PUBX'),
    fc.array(fc.stringMatching(/^[0-9A-Z.-]{0,9}$/u), { maxLength: 12 }),
  )
  .map(([address, fields]) => sealSentence([address, ...fields].join(',')));

const rule = fc.constantFrom('required', 'learned', 'optional');

const noise = fc.uint8Array({ maxLength: 120 });

const stream = fc
  .array(fc.oneof(sentence, noise), { maxLength: 12 })
  .map((parts) =>
    join(parts.map((part) => (typeof part === 'string' ? ascii(`${part}\r\n`) : part))),
  );

describe('the sentence guard', () => {
  test('gives the same sentences and counts for any chunking', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 40 })), (bytes, sizes) => {
        const whole = new SentenceGuard();
        const expected = [...whole.push(bytes), ...whole.end()];
        const pieces = new SentenceGuard();
        const got = chunksOf(bytes, sizes).flatMap((chunk) => pieces.push(chunk));
        got.push(...pieces.end());
        expect(got.map(partsOf)).toEqual(expected.map(partsOf));
        expect(pieces.counts).toEqual(whole.counts);
      }),
    );
  });

  test('loses no sentence that follows garbage', () => {
    fc.assert(
      fc.property(noise, fc.array(sentence, { minLength: 1, maxLength: 5 }), (garbage, sound) => {
        const bytes = join([garbage, ...sound.map((text) => ascii(`${text}\n`))]);
        const texts = new SentenceGuard().push(bytes).map(({ text }) => text);
        expect(texts.slice(-sound.length)).toEqual(sound);
      }),
    );
  });

  test('never throws and passes only what has a right checksum and printable characters', () => {
    fc.assert(
      fc.property(stream, rule, (bytes, checksums) => {
        const guard = new SentenceGuard({ checksums });
        for (const { text } of [...guard.push(bytes), ...guard.end()]) {
          expect(text).toMatch(/^\$[ -~]+\*[0-9A-F]{2}$/u);
          expect(sealSentence(text.slice(1, -3))).toBe(text);
        }
      }),
    );
  });

  test('does not take a sentence with one changed character', () => {
    fc.assert(
      fc.property(sentence, fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), (text, at, code) => {
        const i = 1 + (at % (text.length - 1));
        const changed = text.slice(0, i) + String.fromCharCode(code) + text.slice(i + 1);
        // A new frame character makes another sentence of the rest, whose checksum is right once in 256 times.
        fc.pre(changed.toUpperCase() !== text && !'$!*'.includes(String.fromCharCode(code)));
        const texts = new SentenceGuard().push(ascii(`${changed}\n`)).map((found) => found.text);
        expect(texts).toEqual([]);
      }),
    );
  });
});

function partsOf({ raw, text, talker, type, fields }: GuardedSentence) {
  return { raw, text, talker, type, fields };
}

function chunksOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
