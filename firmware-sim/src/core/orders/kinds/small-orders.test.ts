import {
  createOperatorKey,
  decodeCorrection,
  isCorrection,
  keyChange,
  TrackerError,
  trustedKeyOf,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { at, testImage, testPolicy } from '../../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../../testing/test-tracker.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const notApplicable = { accepted: false, rc: TrackerError.notApplicable };
const alone = { cosigner: null };

describe('a signed time', () => {
  const time = (timeS: number, challenge?: Uint8Array) => ({ timeS, uncertaintyS: 1, challenge });

  it('gives a device without a receiver its date', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.order('policy', testPolicy);
    expect(world.duty.time.nowS()).toBeUndefined();
    expect(world.order('signed-time', time(at(9)))).toMatchObject({ accepted: true });
    expect(world.duty.time.nowS()).toBe(at(9));
  });

  it('must bring back what the device asked for', () => {
    const world = makeTestTracker({ startS: at(9) });
    const asked = world.duty.challenge.ask();
    expect(world.order('signed-time', time(at(9)))).toEqual(notApplicable);
    expect(world.order('signed-time', time(at(9), new Uint8Array(16)))).toEqual(notApplicable);
    expect(world.duty.time.nowS()).toBeUndefined();
    expect(world.order('signed-time', time(at(9), asked))).toMatchObject({ accepted: true });
    // It is used up; the next one is another.
    expect(world.duty.challenge.ask()).not.toEqual(asked);
  });

  it('is refused when it is too uncertain to open a window by', () => {
    const world = makeTestTracker({ startS: at(9) });
    const vague = { timeS: at(9), uncertaintyS: 3600 };
    expect(world.order('signed-time', vague)).toEqual(notApplicable);
  });
});

describe('a confirmation of firmware', () => {
  function onTrial(): TestTracker {
    const world = makeTestTracker();
    world.cells.program(world.tracker.slots.secondArea.at, testImage(1));
    const second = world.tracker.slots.list()[1]?.image.hash ?? new Uint8Array();
    world.tracker.slots.select(second, false);
    world.powerCycle();
    return world;
  }

  it('lets the image stay that it names', () => {
    const world = onTrial();
    const { slots } = world.tracker;
    const imageHash = slots.running()?.hash ?? new Uint8Array(32);
    expect(slots.confirmed).toBe(false);
    const other = { imageHash: new Uint8Array(32) };
    expect(world.order('confirm-firmware', other, alone)).toEqual(notApplicable);
    expect(world.order('confirm-firmware', { imageHash }, alone)).toMatchObject({ accepted: true });
    world.powerCycle();
    expect([world.tracker.slots.confirmed, world.tracker.bootOutcome]).toEqual([true, 'booted']);
  });
});

describe('a confirmation of what looked unlawful', () => {
  const chief = createOperatorKey({
    name: 'Cora Chief',
    role: 'controller',
    seed: new Uint8Array(32).fill(8),
  });
  const body = { rules: ['LINT_RETENTION'], subject: new Uint8Array(32).fill(1) };

  it("stands in the journal with its rules, by the controller's signature only", () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    const byAdmin = world.order('confirm-unlawful', body, alone);
    expect(byAdmin).toEqual({ accepted: false, rc: TrackerError.notAuthorised });
    world.order('key-change', keyChange([trustedKeyOf(chief)], []));
    const order = world.order('confirm-unlawful', body, { ...alone, signer: chief });
    expect(order).toMatchObject({ accepted: true });
    world.driveTo(at(9, 0, 10), () => work);
    const noted = world.reports.entries.find(({ detail }) => detail['rules'] !== undefined);
    expect(noted?.detail).toMatchObject({ rules: 'LINT_RETENTION', by: 'Cora Chief' });
  });
});

describe('a correction', () => {
  const body = {
    fromS: at(8),
    untilS: at(9),
    subject: 'mileage',
    statement: 'Towed from Passau to Regensburg',
    distanceM: 118_000,
  } as const;

  it('reaches those who have what is wrong, sealed; the journal has its digest only', () => {
    const world = makeTestTracker({ startS: at(9) });
    const none = { accepted: false, rc: TrackerError.noPolicy };
    expect(world.order('correct', body)).toEqual(none);
    world.order('policy', testPolicy);
    const decision = world.order('correct', body);
    expect(decision).toMatchObject({ accepted: true });
    world.driveTo(at(9, 0, 10), () => work);
    const { events, entries } = world.reports;
    expect(events.map(isCorrection)).toEqual([true]);
    const read = decodeCorrection(events[0] ?? new Uint8Array());
    const instruction = decision.accepted ? decision.digest : new Uint8Array();
    expect(read).toEqual({ ok: true, value: { ...body, instruction } });
    expect(JSON.stringify(entries)).not.toContain('Towed');
  });
});
