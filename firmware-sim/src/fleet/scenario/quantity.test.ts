import { describe, expect, it } from 'vitest';

import { readDurationMs, readShare } from './quantity.ts';

describe('a duration', () => {
  it.each([
    ['90 s', 90_000],
    ['45min', 2_700_000],
    ['1 h 30 min', 5_400_000],
    ['2d', 172_800_000],
    ['1.5 s', 1500],
    ['0 s', 0],
    ['250 ms', 250],
  ])('%s is %i ms', (text, ms) => expect(readDurationMs(text)).toBe(ms));

  it.each(['', '5', 's', '5 x', '-5 s', '5 s 3', '1e3 s'])('%j is none', (text) =>
    expect(readDurationMs(text)).toBeUndefined(),
  );
});

describe('a share', () => {
  it.each([
    ['5 %', 0.05],
    ['100%', 1],
    ['0.1 %', 0.001],
  ])('%s is %d', (text, value) => expect(readShare(text)).toBeCloseTo(value, 9));

  it.each(['5', '101 %', '-1 %', '%'])('%j is none', (text) =>
    expect(readShare(text)).toBeUndefined(),
  );
});
