import { deriveKeyPair, type CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { BackupRtc, crystalPpm } from '../../hardware/backup-rtc.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { at, recipient, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';

const work = { latitude: 48.37054, longitude: 10.89779 };
const rescue = deriveKeyPair(new Uint8Array(32).fill(9));
const dayS = 86_400;

const policy: CompiledPolicy = {
  ...testPolicy,
  recipients: [
    { name: 'fleet-office', publicKey: recipient.publicKey },
    { name: 'rescue', publicKey: rescue.publicKey },
  ],
  sos: { recipients: [1], intervalS: 30, durationS: 600 },
  theftRecovery: { intervalS: 60, durationS: 3600 },
};

/** A tracker with a clock chip that was told a date that is `aheadS` wrong, and a receiver that agrees with it. */
function misled(startS: number, aheadS: number): TestTracker {
  const world = makeTestTracker({
    startS,
    rtcOf: (clock) => new BackupRtc({ clock, driftPpm: crystalPpm(new SeededRandom(1)) }),
  });
  world.apply(policy);
  tell(world, aheadS);
  world.driveTo(world.nowS + 10, () => work, aheadS);
  return world;
}

function tell(world: TestTracker, aheadS = 0): void {
  const timeS = Math.floor(world.nowS) + aheadS;
  expect(world.order('signed-time', { timeS, uncertaintyS: 2 }).accepted).toBe(true);
}

const modeOf = ({ duty }: TestTracker) => duty.recorder.mode.name;
/** In the first minutes after the same call by the wrong date. */
function takenWhereItWouldBegin(world: TestTracker): number {
  world.passTo(at(20) + dayS - 5);
  const before = taken(world);
  world.driveTo(at(20) + dayS + 180, () => work);
  return taken(world) - before;
}
const taken = ({ duty }: TestTracker) => duty.recorder.counts.fixesTaken;

describe('a signed time that turns the clock back', () => {
  it('lets a call for help go on for what is left of it, and never begin again', () => {
    const world = misled(at(20), dayS);
    world.callForHelp();
    world.driveTo(world.nowS + 60, () => work, dayS);
    tell(world);
    world.driveTo(world.nowS + 60, () => work);
    expect(modeOf(world)).toBe('sos');
    world.driveTo(at(20) + 10 + 600 + 30, () => work);
    expect(modeOf(world)).toBe('off-duty');
    expect(takenWhereItWouldBegin(world)).toBe(0);
  });

  it('forgets a call for help where nobody knows by how much', () => {
    const world = misled(at(20), dayS);
    world.callForHelp();
    world.driveTo(world.nowS + 60, () => work, dayS);
    // A leap closes the clock over the power cut, and with the chip nothing is left that the date moved from.
    world.driveTo(world.nowS + 5, () => work, 3 * dayS);
    expect(world.duty.time.state).toBe('jumped');
    world.powerCycle();
    tell(world);
    world.driveTo(world.nowS + 5, () => work);
    expect([world.duty.time.state, modeOf(world)]).toEqual(['trusted', 'off-duty']);
    expect(takenWhereItWouldBegin(world)).toBe(0);
  });

  it('captures on, at the interval of the policy and not sooner', () => {
    const world = misled(at(9), 3600);
    const { floorS } = policy.intervals;
    const first = taken(world);
    while (taken(world) === first) world.driveTo(world.nowS + 1, () => work, 3600);
    const before = taken(world);
    tell(world);
    world.driveTo(world.nowS + floorS - 1, () => work);
    expect(taken(world)).toBe(before);
    world.driveTo(world.nowS + 60 * floorS, () => work);
    expect(taken(world) - before).toBe(60);
  });

  it('does not take a position each time it comes', () => {
    const world = misled(at(9), 0);
    world.driveTo(world.nowS + 60, () => work);
    const before = taken(world);
    for (let n = 0; n < 20; n += 1) {
      tell(world);
      world.driveTo(Math.floor(world.nowS) + 1, () => work);
    }
    expect(taken(world) - before).toBeLessThanOrEqual(20 / policy.intervals.floorS + 1);
  });
});
