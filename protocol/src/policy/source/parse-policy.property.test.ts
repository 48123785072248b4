import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { houseExample } from '../sample-policy.suite.ts';
import { parsePolicySource } from './parse-policy.ts';

/** Whatever comes, the answer is a source, or problems that point into the text. */
function expectAnswer(text: string): void {
  const parsed = parsePolicySource(text, { fileName: 'x' });
  if (parsed.ok) return;
  expect(parsed.problems.length).toBeGreaterThan(0);
  const lines = text.split(/\r\n|\n|\r/u);
  for (const { line, column, message } of parsed.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length + 1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^Expected [^]+, but [^]+/u);
  }
}

describe('the policy reader', () => {
  it('answers any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectAnswer));
  });

  it('answers the example with any piece replaced', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        ': ',
        '- ',
        '[',
        '{',
        '}',
        '"',
        "'",
        '|',
        '>',
        '&a ',
        '*a',
        '!!',
        '#',
        '\n',
        '__proto__: 1',
      ),
    );
    const change = fc.record({ at: fc.nat(houseExample.length), drop: fc.nat(12), piece });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = houseExample;
        for (const { at, drop, piece: put } of changes) {
          text = text.slice(0, at) + put + text.slice(at + drop);
        }
        expectAnswer(text);
      }),
      { numRuns: 300 },
    );
  });

  it.each([1000, 20_000])('answers %i nested brackets', (depth) => {
    expectAnswer('['.repeat(depth));
    expectAnswer('{a: '.repeat(depth / 4));
  });
});
