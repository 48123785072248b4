import { beforeAll, describe, expect, it } from 'vitest';
import { useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import type { FleetAccount } from '../result/fleet-account.ts';
import { runVirtual } from '../virtual/run-virtual.ts';
import type { FleetNews } from '../view/fleet-news.ts';
import { EmbeddedLiveBroker } from './live-broker.ts';
import { runLive } from './run-live.ts';

const scenario = `fleet: 1
name: Half an hour of work
seed: 3
from: 2026-03-02T06:55
duration: 40 min
ramp: 4 min
groups:
  - { name: vans, devices: 3, policy: policy.yaml, track: parked }
  - { name: boats, devices: 2, tenant: globex, policy: policy.yaml, track: parked }
faults:
  - { kind: broker-outage, at: 20 min, for: 5 min }
  - { kind: mass-reconnect, at: 30 min }
  - { kind: wipe, at: 32 min, share: 50 % }
  - { kind: packet-loss, at: 5 min, for: 30 min, loss: 20 % }
`;

beforeAll(() => useCryptoEngine(nativeCrypto));
const common = { shard: wholeFleet, workers: 1, signal: new AbortController().signal };

describe('a fleet behind a broker', () => {
  it('is judged by what came through it, and is the same fleet as without', async () => {
    const plan = await planOf(scenario);
    const waits: number[] = [];
    const news: FleetNews[] = [];
    const live: FleetAccount = await runLive(plan, {
      ...common,
      broker: (options) => EmbeddedLiveBroker.start(options),
      pace: 60,
      clock: {
        nowMs: () => 1000,
        until: async (atMs) => void waits.push(atMs),
      },
      onNews: (one) => void news.push(one),
    });
    const virtual = await runVirtual(plan, { ...common, onNews: () => {} });
    expect(live.data).toEqual(virtual.data);
    expect(live.tally.sum('messages')).toBeGreaterThan(20);
    // Sixty times faster than the clock: forty minutes take forty seconds.
    expect(waits.at(-1)).toBe(1000 + 40_000);
    expect(waits.length).toBeGreaterThan(40);
    expect(news.at(-1)).toMatchObject({ unit: 'seconds', all: 2400, devices: 5, connected: 5 });
    expect(Object.values(news.at(-1)?.states ?? {}).reduce((sum, one) => sum + one, 0)).toBe(5);
  });
});
