import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import type { FleetAccount } from '../result/fleet-account.ts';
import { runVirtual } from '../virtual/run-virtual.ts';
import type { FleetNews } from '../view/fleet-news.ts';
import { SourceAddresses } from '../wire/source-addresses.ts';
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
    const news: FleetNews[] = [];
    const live: FleetAccount = await runLive(plan, {
      ...common,
      broker: (options) => EmbeddedLiveBroker.start(options),
      pace: Number.POSITIVE_INFINITY,
      onNews: (one) => void news.push(one),
    });
    const virtual = await runVirtual(plan, { ...common, onNews: () => {} });
    expect(live.data).toEqual(virtual.data);
    expect(live.tally.sum('messages')).toBeGreaterThan(20);
    expect(news.at(-1)).toMatchObject({ unit: 'seconds', all: 2400, devices: 5, connected: 5 });
    expect(Object.values(news.at(-1)?.states ?? {}).reduce((sum, one) => sum + one, 0)).toBe(5);
  });

  it('connects from the addresses that it was given, when the ports of the one before are in use', async () => {
    const take = vi.spyOn(SourceAddresses.prototype, 'take').mockReturnValue(1);
    const address = vi.spyOn(SourceAddresses.prototype, 'address');
    try {
      const live = await runLive(await planOf(scenario), {
        ...common,
        sources: ['127.0.0.77'],
        broker: (options) => EmbeddedLiveBroker.start(options),
        pace: Number.POSITIVE_INFINITY,
        onNews: () => {},
      });
      expect(live.tally.sum('connects')).toBeGreaterThan(10);
      expect(take.mock.calls.length).toBeGreaterThan(10);
      expect(new Set(address.mock.results.map(({ value }) => value))).toEqual(
        new Set(['127.0.0.77']),
      );
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('ends with what became of its broker when that ends by itself', async () => {
    const plan = await planOf(scenario);
    let tellGone: (came: string) => void = () => {};
    const gone = new Promise<string>((resolve) => (tellGone = resolve));
    const run = runLive(plan, {
      ...common,
      broker: async (options) => {
        const broker = await EmbeddedLiveBroker.start(options);
        const [urls, stop] = [broker.urls, () => broker.stop()];
        const down = async () => {
          await broker.down();
          tellGone('it was out of memory');
        };
        return {
          urls,
          version: '3.1.1',
          isHere: true,
          gone,
          down,
          up: () => new Promise(() => {}),
          stop,
        };
      },
      pace: Number.POSITIVE_INFINITY,
      onNews: () => {},
    });
    await expect(run).rejects.toThrow(/to stay as long as the run, but it was out of memory/u);
  });
});
