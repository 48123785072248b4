import { createOperatorKey, keyChange, trustedKeyOf, TrackerError } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { admin, council, testPolicy } from '../../../testing/test-tenant.ts';
import { makeTestTracker } from '../../../testing/test-tracker.ts';
import { eraseBlockBytes, flashMap } from '../../storage/flash-map.ts';

const nora = createOperatorKey({
  name: 'Nora New',
  role: 'administrator',
  seed: new Uint8Array(32).fill(9),
});
const { keyId } = admin;
const adminLeft = { keyId, why: 'left', revokedS: 1_790_000_000 } as const;
const newcomer = keyChange([trustedKeyOf(nora)], []);
const swap = keyChange([trustedKeyOf(nora)], [adminLeft]);

describe('a key change', () => {
  it('brings a person whom the device then obeys, over a reset as well', () => {
    const world = makeTestTracker();
    const early = world.order('policy', testPolicy, { signer: nora });
    expect(early).toEqual({ accepted: false, rc: TrackerError.unknownKey });
    expect(world.order('key-change', newcomer)).toMatchObject({ accepted: true });
    world.powerCycle();
    expect(world.order('policy', testPolicy, { signer: nora })).toMatchObject({ accepted: true });
  });

  it('ends the power of a key, but not what was decided with it', () => {
    const world = makeTestTracker();
    world.order('policy', testPolicy);
    expect(world.order('key-change', swap)).toMatchObject({ accepted: true });
    world.powerCycle();
    expect(world.duty.active?.policy).toEqual(testPolicy);
    const byAdmin = world.order('policy', testPolicy);
    expect(byAdmin).toEqual({ accepted: false, rc: TrackerError.unknownKey });
    expect(world.order('policy', testPolicy, { signer: nora })).toMatchObject({ accepted: true });
  });

  it('never leaves a side without a key, nor brings a revoked one back', () => {
    const world = makeTestTracker();
    const notApplicable = { accepted: false, rc: TrackerError.notApplicable };
    const councilLeft = { ...adminLeft, keyId: council.keyId };
    expect(world.order('key-change', keyChange([], [adminLeft]))).toEqual(notApplicable);
    expect(world.order('key-change', keyChange([], [councilLeft]))).toEqual(notApplicable);
    world.order('key-change', swap);
    const back = keyChange([trustedKeyOf(admin)], []);
    expect(world.order('key-change', back, { signer: nora })).toEqual(notApplicable);
  });

  it('that is lost with its cell leaves a device that obeys nobody and captures nothing', () => {
    const world = makeTestTracker();
    world.order('policy', testPolicy);
    world.order('key-change', swap);
    world.device.powerOff();
    const { at, sizeBytes } = flashMap.keys;
    for (let block = at; block < at + sizeBytes; block += eraseBlockBytes) world.cells.erase(block);
    world.device.powerOn();
    expect(world.duty.active).toBeUndefined();
    const byAdmin = world.order('policy', testPolicy);
    expect(byAdmin).toEqual({ accepted: false, rc: TrackerError.unknownKey });
  });
});
