import { describe, expect, it } from 'vitest';

import { Histogram } from './histogram.ts';

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('a histogram', () => {
  const values = Array.from({ length: 10_000 }, (_, at) => (at * 7919) % 100_003);

  it('tells every percentile to 3.2 %, and the ends exactly', () => {
    const histogram = of(values);
    const sorted = values.toSorted((a, b) => a - b);
    for (const percent of [1, 25, 50, 90, 99, 99.9]) {
      const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
      const told = histogram.percentile(percent) ?? 0;
      expect(told).toBeGreaterThanOrEqual(exact);
      expect(told).toBeLessThanOrEqual(exact * 1.032 + 1);
    }
    expect(histogram.max).toBe(sorted.at(-1));
    expect(histogram.mean).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / 10_000, 6);
  });

  it('is exact for small values', () => {
    expect(of([0, 1, 2, 3, 40]).percentile(60)).toBe(2);
    expect(of([41]).percentile(50)).toBe(41);
  });

  it('of all is what those of its parts add up to', () => {
    const [first, second] = [of(values.slice(0, 300)), of(values.slice(300))];
    second.add(first);
    expect(second.data).toEqual(of(values).data);
    expect(new Histogram(second.data).data).toEqual(second.data);
  });

  it('has no percentile of nothing', () => {
    expect(new Histogram().percentile(50)).toBeUndefined();
    expect(new Histogram().mean).toBeUndefined();
  });
});
