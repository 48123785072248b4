import { describe, expect, it } from 'vitest';

import { outcomeOf } from '../outcome/outcome.ts';
import { factsOf } from '../record/bench-facts.ts';
import { loadBench } from '../bench/bench-file.ts';
import { activeHashOf, type ListedImage } from './active-image.ts';

const hash = 'ab'.repeat(32);
const benchNamed = async (name: string) => {
  const file = new URL(`../../benches/${name}.yaml`, import.meta.url).pathname;
  return factsOf(await loadBench(file));
};

describe('what runs on a target', () => {
  it('is the hash of the active image', async () => {
    const images = [
      { hash: 'cd'.repeat(32), active: false },
      { hash, active: true },
    ];
    expect(activeHashOf(images, await benchNamed('virtual'))).toBe(hash);
  });

  it.each<[string, string, readonly ListedImage[], string]>([
    ['gnss-module', 'ERROR', [], 'no active image: it lists no image at all'],
    ['gnss-module', 'ERROR', [{ hash, active: false }], 'lists abababababababab'],
    ['virtual', 'FAIL', [], 'no active image: it lists no image at all'],
    ['virtual', 'FAIL', [{ hash: '', active: true }], 'one without a hash'],
  ])('is missing, in words: on %s an %s', async (name, outcome, images, words) => {
    const facts = await benchNamed(name);
    const outcomes: unknown[] = [];
    try {
      activeHashOf(images, facts);
    } catch (error) {
      outcomes.push(outcomeOf(error), String(error));
    }
    expect(outcomes).toEqual([outcome, expect.stringContaining(words)]);
  });
});
