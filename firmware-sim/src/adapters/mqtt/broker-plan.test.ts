import { describe, expect, it } from 'vitest';

import { BrokerPlan } from './broker-plan.ts';

const backOff = { firstMs: 1000, lastMs: 16_000 };
const plan = (brokers: number, versions = 2, salt = 'seed/acme/van-1') =>
  new BrokerPlan({ brokers, versions, backOff, salt });
/** Which step of the back-off a wait belongs to: the upper half of 1, 2, 4, 8, 16 seconds. */
const stepOf = (waitMs: number) => 1 + Math.ceil(Math.log2(waitMs / 1000));

describe('the plan of brokers', () => {
  it('tries the brokers in their order, and waits longer after each round in vain', () => {
    const one = plan(3);
    const tried = Array.from({ length: 9 }, () => [one.broker, stepOf(one.failed())]);
    expect(tried).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [0, 1],
      [1, 1],
      [2, 2],
      [0, 1],
      [1, 1],
      [2, 3],
    ]);
  });

  it('begins at the first broker again when a connection that was of use breaks', () => {
    const one = plan(2);
    one.failed();
    expect(one.broker).toBe(1);
    expect([stepOf(one.lost()), one.broker]).toEqual([1, 0]);
  });

  it('does not come back at once to a broker that was of no use', () => {
    const one = plan(1);
    expect([1, 2, 3, 4, 5, 6].map(() => stepOf(one.failed()))).toEqual([1, 2, 3, 4, 5, 5]);
  });

  it('asks a broker once for a version it does not speak, and others all the same', () => {
    const one = plan(2);
    expect([one.version, one.versionRefused(), one.version]).toEqual([0, true, 1]);
    expect(one.versionRefused()).toBe(false);
    one.failed();
    expect([one.broker, one.version]).toEqual([1, 0]);
    one.failed();
    expect([one.broker, one.version]).toEqual([0, 1]);
  });

  it('waits the same in every run of a seed, and differently in another', () => {
    const waits = (salt: string) => {
      const one = plan(1, 1, salt);
      return [1, 2, 3].map(() => one.failed());
    };
    expect(waits('7/acme/van-1')).toEqual(waits('7/acme/van-1'));
    expect(waits('7/acme/van-1')).not.toEqual(waits('8/acme/van-1'));
    expect(waits('7/acme/van-1')).not.toEqual(waits('7/acme/van-2'));
  });
});
