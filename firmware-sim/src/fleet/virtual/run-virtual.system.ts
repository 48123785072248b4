import { describe, expect, it } from 'vitest';

import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import { runVirtual } from './run-virtual.ts';

const scenario = `fleet: 1
name: Half an hour of work
from: 2026-03-02T06:50
duration: 30 min
groups:
  - { name: vans, devices: 60, policy: policy.yaml, track: city }
faults:
  - { kind: wipe, at: 20 min, waves: [{ share: 30 % }] }
`;

describe('threads', () => {
  it('live the same lives, however many there are', async () => {
    const plan = await planOf(scenario);
    const texts: string[] = [];
    for (const workers of [1, 2, 3]) {
      const { signal } = new AbortController();
      const options = { shard: wholeFleet, workers, signal, onNews: () => {} };
      // oxlint-disable-next-line no-await-in-loop
      texts.push(JSON.stringify((await runVirtual(plan, options)).data));
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
    expect(texts[0]).toContain('"devices":60');
  }, 400_000);
});
