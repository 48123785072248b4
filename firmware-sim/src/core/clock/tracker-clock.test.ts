import { describe, expect, it } from 'vitest';

import { sealSentence } from '../../gnss/checksum.ts';
import { BackupRtc, crystalPpm } from '../../hardware/backup-rtc.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import type { VirtualClock } from '../../hardware/virtual-clock.ts';
import { at, mondayS, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';

const work = () => ({ latitude: 48.37054, longitude: 10.89779 });
const dayS = 86_400;
const rolloverS = 1024 * 7 * dayS;
const withRtc = {
  rtcOf: (clock: VirtualClock) =>
    new BackupRtc({ clock, driftPpm: crystalPpm(new SeededRandom(1)) }),
};

/** What the journal that was sent says about the clock, in order. */
const clockEntries = ({ reports }: TestTracker) =>
  reports.entries.flatMap(({ kind, detail }) =>
    kind === 'clock' ? [`${detail['state']} by ${detail['by']}`] : [],
  );

/** Runs until the journal of closed times has gone out as well. */
function finish(world: TestTracker): TestTracker {
  world.passTo(world.nowS + 1_200);
  return world;
}

describe('a tracker whose receiver leaps', () => {
  it.each([
    ['19.7 years ahead', rolloverS],
    ['19.7 years back', -rolloverS],
    ['a day ahead', dayS],
  ])('%s stays closed over resets, until a signed time comes', (_name, leapS) => {
    const world = makeTestTracker({ startS: at(9), ...withRtc });
    world.apply(testPolicy);
    world.driveTo(at(9, 5), work);
    const taken = world.duty.recorder.counts.fixesTaken;
    expect(taken).toBeGreaterThan(20);
    world.driveTo(at(9, 6), work, leapS);
    world.driveTo(at(9, 10), work);
    expect(world.duty.time.state).toBe('jumped');
    expect(world.duty.recorder.counts.fixesTaken).toBe(taken);
    for (let reset = 0; reset < 2; reset += 1) {
      world.powerCycle();
      world.driveTo(world.nowS + 60, work);
      expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'clock-untrusted' });
      expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    }
    const signed = { timeS: Math.floor(world.nowS), uncertaintyS: 2 };
    expect(world.order('signed-time', signed)).toMatchObject({ accepted: true });
    world.driveTo(world.nowS + 60, work);
    expect(world.duty.recorder.counts.fixesTaken).toBeGreaterThan(4);
    world.powerCycle();
    expect(world.duty.time.state).toBe('trusted');
    expect(clockEntries(finish(world))).toEqual([
      'trusted by gnss',
      'jumped by gnss',
      'jumped by before-boot',
      'jumped by before-boot',
      'trusted by signed-time',
      'trusted by rtc',
    ]);
  });

  it('writes the leap down before a power cut can make it forget', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 1), work);
    world.driveTo(at(9, 1, 1), work, 3600);
    world.powerCycle();
    expect(world.duty.time.state).toBe('jumped');
  });
});

describe('a tracker whose receiver counts weeks anew', () => {
  it('is closed after a reset, although no clock chip contradicts the receiver', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 5), work);
    world.powerCycle();
    world.driveTo(at(9, 10), work, -rolloverS);
    expect(world.duty.time.state).toBe('jumped');
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
  });

  it('is closed by the policy when it has never known another date', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 5), work, -rolloverS);
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'no-policy' });
    // The receiver gets new firmware: to this device that is a leap like any other.
    world.driveTo(at(9, 10), work);
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'clock-untrusted' });
    world.duty.time.trust({ timeS: at(9, 10), uncertaintyS: 2 });
    world.driveTo(at(9, 11), work);
    expect(world.duty.recorder.mode).toMatchObject({ open: true });
  });

  it('waits where the network gives another date', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.tracker.networkTimeReceived(at(9) * 1000);
    world.driveTo(at(9, 5), work, -rolloverS);
    expect(world.duty.time.state).toBe('untrusted');
    world.driveTo(at(9, 10), work);
    expect(world.duty.recorder.mode).toMatchObject({ open: true });
  });
});

describe('a leap second', () => {
  const nightS = Date.UTC(2026, 11, 31, 23, 59, 30) / 1000;
  const policy = {
    ...testPolicy,
    validUntilS: mondayS + 60 * dayS,
    offsets: [{ fromS: testPolicy.validFromS, offsetMin: 0 }],
    week: testPolicy.week.map(() => [{ startMin: 0, endMin: 1440 }]),
  };
  const rmc = (time: string, date: string) =>
    `${sealSentence(`GPRMC,${time}.00,A,4822.2324,N,01053.8674,E,20.0,90.0,${date},,,A`)}\r\n`;

  it('neither closes the device nor loses a fix', () => {
    const world = makeTestTracker({ startS: nightS });
    world.apply(policy);
    world.driveTo(nightS + 29, work);
    const say = (sentence: string) => {
      world.passTo(world.nowS + 1);
      world.tracker.gnssReceived(new TextEncoder().encode(sentence));
    };
    say(rmc('235960', '311226'));
    for (let second = 0; second < 59; second += 1) {
      say(rmc(`0000${String(second).padStart(2, '0')}`, '010127'));
    }
    expect(world.duty.time.state).toBe('trusted');
    world.duty.stop();
    const times = world.reports.records.flatMap((record) =>
      record.kind === 'fix' ? [record.timeS - nightS - 30] : [],
    );
    expect(times.filter((timeS) => timeS >= -10)).toEqual([-6, 4, 14, 24, 34, 44, 54]);
  });
});

describe('a tracker with a clock chip', () => {
  it('knows after a power cut without GNSS that it is closed, and when it opens', () => {
    const world = makeTestTracker({ startS: at(17), ...withRtc });
    world.apply(testPolicy);
    world.driveTo(at(17, 5), work);
    world.device.powerOff();
    world.passTo(at(24 + 7, 59));
    world.device.powerOn();
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'outside-hours' });
    world.passTo(at(24 + 8, 0, 3));
    expect(world.duty.recorder.mode).toMatchObject({ open: true });
    expect(clockEntries(finish(world))).toEqual(['trusted by gnss', 'trusted by rtc']);
  });

  it('closes when the cell was flat, and opens with GNSS', () => {
    const world = makeTestTracker({
      startS: at(9),
      rtcOf: (clock) => new BackupRtc({ clock, cellLifeMs: 600_000 }),
    });
    world.apply(testPolicy);
    world.driveTo(at(9, 5), work);
    world.device.powerOff();
    world.passTo(at(9, 30));
    world.device.powerOn();
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'clock-untrusted' });
    world.driveTo(at(9, 31), work);
    expect(world.duty.recorder.mode).toMatchObject({ open: true });
  });

  it('closes after a week without any reference, before it does anything else', () => {
    const world = makeTestTracker({ startS: at(9), ...withRtc });
    world.apply({
      ...testPolicy,
      week: testPolicy.week.map(() => [{ startMin: 0, endMin: 1440 }]),
    });
    world.driveTo(at(9, 5), work);
    world.passTo(at(9, 5) + 8 * dayS);
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'clock-untrusted' });
    const taken = world.duty.recorder.counts.fixesTaken;
    world.driveTo(world.nowS + 1, work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(taken);
    world.driveTo(world.nowS + 30, work);
    expect(world.duty.recorder.mode).toMatchObject({ open: true });
  });
});
