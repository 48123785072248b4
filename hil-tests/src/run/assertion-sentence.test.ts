import { describe, expect, test } from 'vitest';

import { assertionSentence } from './assertion-sentence.ts';

const place = { phase: 'a night', measured: 'batches' };

async function sentenceOf(assertion: () => unknown): Promise<string | undefined> {
  try {
    await assertion();
  } catch (error) {
    return assertionSentence(error, place);
  }
  return expect.unreachable('the assertion holds');
}

describe('an assertion that fails says', () => {
  const before = 'in the phase "a night" behind the measurement "batches"';
  test.each<[string, () => unknown, string]>([
    ['both values', () => expect(3).toBe(4), `Expected 4 ${before}, but 3 came; `],
    [
      'what it is about',
      () => expect('off', 'the light').toBe('on'),
      `'on' for "the light" ${before}, but 'off' came; `,
    ],
    [
      'only the parts that were asked for',
      () => expect({ a: 1, b: { c: 2, d: 3 }, e: 'x'.repeat(900) }).toMatchObject({ b: { c: 4 } }),
      `Expected { b: { c: 4 } } ${before}, but { b: { c: 2 } } came; `,
    ],
    [
      'how many came',
      () => expect([1, 2, 3]).toEqual([1]),
      'but [ 1, 2, 3 ] came (3 in place of 1); ',
    ],
    [
      'what a pattern is',
      () => expect([6, 'no']).toEqual([6, expect.stringContaining('NOT_RETURNED')]),
      "Expected [ 6, StringContaining 'NOT_RETURNED' ]",
    ],
    [
      'a limit',
      () => expect(3).toBeGreaterThan(5),
      `Expected 3 to be greater than 5 ${before}, but it is not so; `,
    ],
    [
      'what must not be',
      () => expect(3).not.toBe(3),
      `Expected 3 not to be 3 ${before}, but it is not so; `,
    ],
    [
      'that there was nothing to look at',
      () => expect(undefined).toMatch(/x/u),
      `Expected this step of the test to hold ${before}, but TypeError: .toMatch() expects to receive a string, but got undefined; `,
    ],
    [
      'what was seen last until its deadline',
      () => expect.poll(() => 1, { timeout: 20, interval: 5 }).toBe(2),
      'but 1 came until its deadline; ',
    ],
  ])('%s', async (_, assertion, words) => {
    expect(await sentenceOf(assertion)).toContain(words);
  });

  test('what to do next, and in few words', async () => {
    const sentence = await sentenceOf(() => expect('y'.repeat(5000)).toBe('z'.repeat(5000)));
    expect(sentence).toMatch(/look at that step of the test, and run the suite again\.$/u);
    expect(sentence?.length).toBeLessThan(900);
  });

  test('the same of an error that nobody foresaw, and of a test that has no end', () => {
    expect(assertionSentence(new RangeError('no PUBACK in time'), {})).toMatch(
      /^Expected this step of the test to hold, but RangeError: no PUBACK in time; look at /u,
    );
    const late = new RangeError('Test timed out in 500ms.');
    expect(assertionSentence(late, place)).toMatch(
      /^Expected the test to end before its deadline/u,
    );
    expect(assertionSentence('text', place)).toBeUndefined();
    expect(assertionSentence(new DOMException('ended', 'AbortError'), place)).toBeUndefined();
  });
});
