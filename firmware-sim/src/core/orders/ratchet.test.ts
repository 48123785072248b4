import { TrackerError, type CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { eraseBlockBytes, flashMap } from '../storage/flash-map.ts';

const alone = { cosigner: null };
const needsSecond = { accepted: false, rc: TrackerError.needsSecondSignature };
const coarse: CompiledPolicy = { ...testPolicy, precisionM: 100 };
const coarser: CompiledPolicy = { ...coarse, retentionS: testPolicy.retentionS / 2 };

function order(world: TestTracker, policy: CompiledPolicy, parts = {}) {
  return world.order('policy', policy, parts);
}

describe('the ratchet on the device', () => {
  it('takes a policy that tightens with one signature, and one that loosens with two', () => {
    const world = makeTestTracker();
    expect(order(world, testPolicy, alone)).toEqual(needsSecond);
    expect(order(world, testPolicy)).toMatchObject({ accepted: true });
    expect(order(world, coarse, alone)).toMatchObject({ accepted: true });
    expect(order(world, testPolicy, alone)).toEqual(needsSecond);
    expect(world.duty.active?.policy.precisionM).toBe(100);
    expect(order(world, testPolicy)).toMatchObject({ accepted: true });
    expect(world.duty.active?.policy.precisionM).toBe(10);
  });

  it('holds over restarts, for several tightenings after one another', () => {
    const world = makeTestTracker();
    order(world, testPolicy);
    order(world, coarse, alone);
    order(world, coarser, alone);
    world.powerCycle();
    expect(world.duty.active?.policy).toEqual(coarser);
    expect(order(world, coarse, alone)).toEqual(needsSecond);
  });

  it('compares with no policy at all while the one in force is in doubt', () => {
    const world = makeTestTracker();
    order(world, testPolicy);
    world.device.powerOff();
    const { at, sizeBytes } = flashMap.policy;
    for (let block = at; block < at + sizeBytes; block += eraseBlockBytes) world.cells.erase(block);
    world.device.powerOn();
    expect(order(world, coarse, alone)).toEqual(needsSecond);
    expect(order(world, coarse)).toMatchObject({ accepted: true });
  });
});
