import { useCryptoEngine } from '@feierabend/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { devicesOf, type FleetPlan } from '../plan/fleet-plan.ts';
import { shardIndex, shardSize } from '../plan/shard.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import { deviceLiver } from './live-devices.ts';

const scenario = `fleet: 1
name: Half an hour of work
seed: 3
from: 2026-03-02T06:55
duration: 40 min
ramp: 4 min
groups:
  - { name: vans, devices: 4, policy: policy.yaml, track: parked }
  - { name: boats, devices: 3, tenant: globex, policy: policy.yaml, track: parked }
faults:
  - { kind: broker-outage, at: 20 min, for: 5 min }
  - { kind: packet-loss, at: 5 min, for: 30 min, loss: 20 % }
`;

let plan: FleetPlan;
beforeAll(async () => {
  useCryptoEngine(nativeCrypto);
  plan = await planOf(scenario);
});

async function account(shards: number): Promise<FleetAccount> {
  const whole = FleetAccount.empty(plan);
  for (let number = shards; number >= 1; number -= 1) {
    const shard = { number, of: shards };
    const size = shardSize(shard, devicesOf(plan));
    const indices = Array.from({ length: size }, (_, nth) => shardIndex(shard, nth));
    // oxlint-disable-next-line no-await-in-loop
    whole.add(await deviceLiver(plan)(indices));
  }
  return whole;
}

describe('a fleet', () => {
  it('ends within a life when somebody asks for it, and counts nothing of that one', async () => {
    let turns = 0;
    const long = await planOf(scenario.replace('40 min', '100 d'));
    const ended = await deviceLiver(long, () => ++turns < 3)([0]);
    expect(turns).toBe(3);
    expect(ended.data).toEqual(FleetAccount.empty(long).data);
  });

  it('lives the same lives in one shard, in two and in eight', async () => {
    const whole = await account(1);
    expect(whole.tally.sum('devices')).toBe(7);
    expect(whole.tally.sum('fixes')).toBeGreaterThan(7 * 20);
    expect(whole.tally.findings).toEqual([]);
    const text = JSON.stringify(whole.data);
    for (const shards of [2, 8]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(JSON.stringify((await account(shards)).data)).toBe(text);
    }
  });
});

describe('an order of another tenant', () => {
  it('is refused, whatever the tenants are called', async () => {
    const called = scenario.replace('globex', 'stranger').replace(/faults:[^]*/u, '');
    const order = 'faults:\n  - { kind: foreign-order, at: 10 min }\n';
    plan = await planOf(called + order);
    const { tally } = await account(1);
    expect(tally.sum('devices')).toBe(7);
    expect(tally.sum('orders-open')).toBe(0);
    expect(tally.findings).toEqual([]);
    expect(tally.sum('tenancy-faults')).toBe(0);
  });
});
