import { describe, expect, test } from 'vitest';

import { LineNoise, type NoiseKind } from '../../testing/line/line-noise.ts';
import { LineWorld, newVersion, oldVersion } from '../../testing/line/line-world.ts';

/** Longer than any of these runs may take, in the time of the line. */
const deadlineMs = 10 * 60_000;

const rates = [1e-4, 1e-3];
const scenarios: readonly (readonly [string, readonly NoiseKind[]])[] = [
  ['bytes are lost', ['lost']],
  ['bytes are doubled', ['doubled']],
  ['bits are flipped', ['flipped']],
  ['all of it happens', ['lost', 'doubled', 'flipped']],
];
const seeds = [1, 4];

describe.each(rates)('at a rate of %d', (rate) => {
  const table = scenarios.flatMap(([name, kinds]) =>
    seeds.map((seed) => [name, seed, kinds] as const),
  );

  test.each(table)(
    '%s (seed %i), and the image arrives, runs and is confirmed',
    async (_, seed, kinds) => {
      const noise = new LineNoise(rate, seed, kinds);
      const world = new LineWorld({ noise });
      const run = await world.flash();
      expect(run.tookMs).toBeLessThan(deadlineMs);
      expect(run.stderr).toBe('');
      expect(run.exitCode).toBe(0);
      expect(world.running).toBe(newVersion);
      expect(noise.spoilt).toBeGreaterThan(0);
    },
  );
});

test('a line that spoils every tenth byte ends with the phase and a code, and changes nothing', async () => {
  const world = new LineWorld({ noise: new LineNoise(0.1, 3) });
  const run = await world.flash();
  expect(run.exitCode).toBe(5);
  expect(run.stderr).toMatch(/the first contact.*\[SMP_TIMEOUT\]/u);
  expect(run.tookMs).toBeLessThan(deadlineMs);
  expect(world.running).toBe(oldVersion);
});
