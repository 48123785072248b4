import { beforeAll, describe, expect, it } from 'vitest';
import { useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import type { Tally } from '../result/tally.ts';
import type { FleetNews } from '../view/fleet-news.ts';
import { EmbeddedLiveBroker, type LiveBroker } from './live-broker.ts';
import { runLive } from './run-live.ts';
import { TurnClock } from './turn-clock.tool.ts';

const scenario = (faults: string) => `fleet: 1
name: Half an hour of work, by the clock
seed: 3
from: 2026-03-02T06:55
duration: 35 min
ramp: 2 min
groups:
  - { name: vans, devices: 2, policy: policy.yaml, track: parked }
  - { name: boats, devices: 1, tenant: globex, policy: policy.yaml, track: parked }
faults:
${faults}`;

const everything = `
  - { kind: broker-outage, at: 14 min, for: 4 min }
  - { kind: broker-outage, at: 24 min, for: 1 min, groups: [vans] }
  - { kind: wipe, at: 26 min, groups: [boats] }
  - { kind: foreign-order, at: 8 min, groups: [vans] }
`;
/** Of a slow link, one way. */
const slowMs = 4000;
const slow = '  - { kind: slow-link, at: 1 s, for: 34 min, latency: 4 s }\n';
const lossy = '  - { kind: packet-loss, at: 1 s, for: 34 min, loss: 40 % }\n';

beforeAll(() => useCryptoEngine(nativeCrypto));

async function lived(
  faults: string,
  news: FleetNews[] = [],
  sessions: NonNullable<LiveBroker['sessions']> = 'resumed',
): Promise<Tally> {
  const account = await runLive(await planOf(scenario(faults)), {
    shard: wholeFleet,
    workers: 1,
    signal: new AbortController().signal,
    broker: async (options) => Object.assign(await EmbeddedLiveBroker.start(options), { sessions }),
    pace: 60,
    clock: new TurnClock(),
    onNews: (one) => void news.push(one),
  });
  return account.tally;
}

const sound = ['leaks', 'lost', 'gaps', 'unopened', 'tenancy-faults', 'after-wipe'] as const;
const foundIn = (tally: Tally) => sound.filter((name) => tally.sum(name) > 0);
const fastest = (tally: Tally) => tally.distribution('delivery')?.percentile(10) ?? Number.NaN;

describe('a fleet by the clock', () => {
  it('goes through a broker that is away for a while, and delivers when it has arrived', async () => {
    const news: FleetNews[] = [];
    const tally = await lived(everything, news);
    expect({ found: foundIn(tally), findings: tally.findings }).toEqual({
      found: [],
      findings: [],
    });
    expect(tally.sum('fixes')).toBeGreaterThan(10);
    expect([tally.sum('orders'), tally.sum('orders-failed')]).toEqual([1, 0]);
    // Once each: three at first, three after the first outage, two after the second.
    expect(tally.sum('connects')).toBe(8);
    // Each time but the first; the broker is the same one after its outage.
    expect(tally.sum('resumed')).toBe(5);
    expect(tally.distribution('delivery')?.count).toBeGreaterThan(20);
    // A busy machine is slow; the fastest ones show what a message takes.
    expect(fastest(tally)).toBeLessThan(slowMs);
    expect(tally.distribution('lag')?.count).toBeGreaterThan(20);
    expect(tally.sum('proxied')).toBe(0);
    expect(news.at(-1)).toMatchObject({ done: 2100, all: 2100, devices: 3, connected: 3 });
  });

  it('shows all certificates again when every connection breaks, if it is told to', async () => {
    const reconnect = '  - { kind: mass-reconnect, at: 14 min }';
    const counts = [];
    for (const sessions of ['resumed', 'full'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one fleet after the other
      const tally = await lived(reconnect, [], sessions);
      counts.push([tally.sum('connects'), tally.sum('resumed')]);
    }
    expect(counts).toEqual([
      [6, 3],
      [6, 0],
    ]);
  });

  it('is as slow as the proxy that a slow link or lost packets put before the broker', async () => {
    const [late, lost] = [await lived(slow), await lived(lossy)];
    for (const tally of [late, lost]) {
      expect({ found: foundIn(tally), findings: tally.findings }).toEqual({
        found: [],
        findings: [],
      });
      expect(tally.sum('proxied')).toBeGreaterThan(5000);
    }
    expect(fastest(late)).toBeGreaterThanOrEqual(slowMs);
    expect(lost.distribution('delivery')?.max).toBeGreaterThan(1000);
  });
});
