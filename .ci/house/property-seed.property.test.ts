import { assert, integer, property, readConfigureGlobal } from 'fast-check';
import { expect, inject, test } from 'vitest';

import { propertySeed } from '../property-seed.ts';

test('property tests start from the seed that the run has printed', () => {
  expect(readConfigureGlobal().seed).toBe(inject('propertySeed'));
});

test('the same seed gives the same values again', () => {
  const drawn = (): number[] => {
    const values: number[] = [];
    assert(property(integer(), (value) => values.push(value) > 0));
    return values;
  };
  expect(drawn()).toEqual(drawn());
});

test('a seed is what the environment asks for, or a fresh one', () => {
  expect(propertySeed('123')).toBe(123);
  const fresh = Array.from({ length: 4 }, () => propertySeed(undefined));
  expect(new Set(fresh).size).toBeGreaterThan(1);
  expect(fresh.every((seed) => propertySeed(String(seed)) === seed)).toBe(true);
});

test.each(['12a', '-1', '1.5', '99999999999'])('the seed %j is refused in words', (text) => {
  expect(() => propertySeed(text)).toThrow(/^Expected a whole number .+ but it is .+;/u);
});
