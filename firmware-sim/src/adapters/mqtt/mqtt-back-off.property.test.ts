import { assert, integer, property, string } from 'fast-check';
import { expect, it } from 'vitest';

import { backOffMs } from './mqtt-back-off.ts';

const backOff = { firstMs: 500, lastMs: 60_000 };

it('stays between half of the step and the step, and steps double up to the bound', () => {
  assert(
    property(integer({ min: 1, max: 100_000 }), string(), (attempt, clientId) => {
      const step = Math.min(60_000, 500 * 2 ** Math.min(attempt - 1, 40));
      const delayMs = backOffMs(attempt, clientId, backOff);
      expect(delayMs).toBeGreaterThanOrEqual(Math.floor(step / 2));
      expect(delayMs).toBeLessThanOrEqual(step);
    }),
  );
});

it('spreads a fleet over the step and repeats itself', () => {
  const delays = Array.from({ length: 1000 }, (_, i) => backOffMs(8, `acme/van-${i}`, backOff));
  expect(backOffMs(8, 'acme/van-0', backOff)).toBe(delays[0]);
  const tenths = new Set(delays.map((delayMs) => Math.floor((delayMs - 30_000) / 3000)));
  expect(tenths.size).toBeGreaterThanOrEqual(10);
});
