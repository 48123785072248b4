import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cutWays } from '../power-cut.ts';
import { commitsTooEarly } from './defects.ts';
import type { TestTracker } from '../test-tracker.ts';
import { captureLife } from './lives/capture.ts';
import { lives } from './lives.ts';
import { recordLife } from './record-life.ts';
import { cutEverywhere, cutTwice, reach } from './run-cuts.ts';

const place = fc.record({
  operation: fc.nat(),
  way: fc.constantFrom(...cutWays),
  second: fc.nat({ max: 10_000 }),
});

describe('a tracker that loses its power, and once more while it recovers', () => {
  it.each(lives)('keeps what it has answered for: $name', async (life) => {
    const recorded = await recordLife(life);
    const count = recorded.operations.length;
    expect(count).toBeGreaterThan(10);
    await fc.assert(
      fc.asyncProperty(place, async (one) => {
        const operation = one.operation % count;
        const cut = { ...one, operation, reached: reach(recorded, operation) };
        expect((await cutTwice(life, recorded, cut)).failed).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('would be found out if an entry counted before it is whole', async () => {
    const run = (world: TestTracker) => {
      world.duty.note('tamper', { pin: 'open' });
    };
    const { failed } = await cutEverywhere({ ...captureLife, run }, { defect: commitsTooEarly });
    expect(failed.length).toBeGreaterThan(0);
    expect(new Set(failed.map(({ way }) => way))).toEqual(new Set(['torn']));
  });
});
