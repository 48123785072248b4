import { describe, expect, it } from 'vitest';

import { editDistance, nearestWord, suggest } from './suggestion.ts';

describe('the distance of two words', () => {
  it.each([
    ['moving', 'moving', 0],
    ['movng', 'moving', 1],
    ['mvoing', 'moving', 1],
    ['floor', 'flor', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('a suggestion', () => {
  it('is the nearest word, if one is near', () => {
    expect(nearestWord('retenton', ['retention', 'review'])).toBe('retention');
    expect(nearestWord('microphone', ['retention', 'review'])).toBeUndefined();
  });

  it('names the choice when none is near', () => {
    expect(suggest('x', ['from', 'until'])).toBe('use one of from, until');
  });

  it('does not take two letters for the same two turned round', () => {
    expect(nearestWord('on', ['yes', 'no'])).toBeUndefined();
    expect(nearestWord('BJ', ['BY', 'HH'])).toBe('BY');
  });
});
