import { formatDayNumber, type TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { canaryNeedles, findCanary } from '../testing/canary.ts';
import { makeTestTracker, type TestTracker } from '../testing/test-tracker.ts';
import { at, mondayS, testPolicy } from '../testing/test-tenant.ts';

const work = { latitude: 48.37054, longitude: 10.89779 };
/** A place only seen in private hours. */
const home = { latitude: 48.41273, longitude: 10.72391 };

const isWork = (timeS: number): boolean => {
  const minute = (timeS - mondayS) / 60;
  return (minute >= 480 && minute < 720) || (minute >= 750 && minute < 990);
};
const placeAt = (timeS: number) => (isWork(timeS) ? work : home);

const fixes = (records: readonly TrackerRecord[]) =>
  records.flatMap((record) => (record.kind === 'fix' ? [record] : []));
const withheld = (records: readonly TrackerRecord[]) =>
  records.flatMap((record) => (record.kind === 'withheld' ? [record] : []));

/** Everything the tracker let out or wrote down, with the channel it was found on. */
function searchCanary(world: TestTracker) {
  const needles = canaryNeedles(home, testPolicy.precisionM);
  const found = world.taps.flatMap(({ channel, bytes }) =>
    findCanary(bytes, needles).map((name) => `${channel}: ${name}`),
  );
  const flash = findCanary(world.cells.read(0, world.cells.sizeBytes), needles);
  const wire = world.network.delivered.flatMap(({ payload }) => findCanary(payload, needles));
  const log = findCanary(new TextEncoder().encode(world.log.join('\n')), needles);
  const serial = world.serialOut.flatMap((bytes) => findCanary(bytes, needles));
  return { taps: found, flash, wire, log, serial };
}

const nothing = { taps: [], flash: [], wire: [], log: [], serial: [] };

describe('a tracker from the factory', () => {
  it('captures nothing, stores nothing and sends nothing without a policy', () => {
    const world = makeTestTracker();
    world.driveTo(at(9), () => work);
    expect(world.duty.recorder.counts).toMatchObject({ fixesTaken: 0 });
    expect(world.duty.recorder.counts.epochsWithheld).toBeGreaterThan(10_000);
    expect(world.network.delivered).toEqual([]);
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'no-policy' });
  });

  it('has no capture at all before it is provisioned', () => {
    const world = makeTestTracker({ provisioned: false });
    world.driveTo(at(6, 5), () => work);
    expect(world.tracker.duty).toBeUndefined();
    expect(world.network.delivered).toEqual([]);
  });

  it('stays closed with a policy but without a time', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.passTo(at(10));
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'clock-untrusted' });
    world.driveTo(at(10, 0, 3), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    world.driveTo(at(10, 0, 4), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(1);
  });
});

describe('a working day', () => {
  const world = makeTestTracker();
  world.apply(testPolicy);
  world.driveTo(at(18), placeAt);
  world.apply({ ...testPolicy, week: [[], [], [], [], [], [], []] });
  const { records, batches, faults, entries } = world.reports;

  it('opens and closes to the second', () => {
    const times = fixes(records).map(({ timeS }) => timeS);
    const morning = times.filter((timeS) => timeS < at(12, 15));
    expect([morning[0], morning.at(-1)]).toEqual([at(8), at(11, 59, 50)]);
    const afternoon = times.filter((timeS) => timeS > at(12, 15));
    expect([afternoon[0], afternoon.at(-1)]).toEqual([at(12, 30), at(16, 29, 50)]);
    expect(times.every((timeS) => isWork(timeS))).toBe(true);
    expect(faults).toEqual([]);
  });

  it('explains every closed second, with its reason', () => {
    expect(withheld(records)).toEqual([
      expect.objectContaining({ untilS: at(6, 0, 3), reason: 'clock-untrusted' }),
      { kind: 'withheld', fromS: at(6, 0, 3), untilS: at(8), reason: 'outside-hours' },
      { kind: 'withheld', fromS: at(12), untilS: at(12, 30), reason: 'break' },
      { kind: 'withheld', fromS: at(16, 30), untilS: at(18), reason: 'outside-hours' },
    ]);
  });

  it('never puts two modes into one batch', () => {
    for (const batch of batches) {
      const kinds = new Set(batch.map(({ kind }) => (kind === 'withheld' ? 'closed' : 'open')));
      expect(kinds.size).toBe(1);
      const firstS = Math.min(...fixes(batch).map(({ timeS }) => timeS));
      const lastS = Math.max(...fixes(batch).map(({ timeS }) => timeS));
      expect(firstS < at(12, 15) && lastS > at(12, 15)).toBe(false);
    }
  });

  it('writes its modes into the journal', () => {
    const modes = entries.flatMap(({ kind, detail }) => (kind === 'mode' ? [detail['mode']] : []));
    expect(modes).toEqual([
      'clock-untrusted',
      'outside-hours',
      'on-duty',
      'break',
      'on-duty',
      'outside-hours',
      'outside-hours',
    ]);
  });

  it('leaves no place of private hours anywhere', () => {
    expect(searchCanary(world)).toEqual(nothing);
    const tapped = findCanary(Buffer.from('$GPRMC,,A,4824.7638,N'), canaryNeedles(home, 10));
    expect(tapped).toEqual(['text 4824.7638']);
  });

  it('holds no place of work hours in clear in flash either', () => {
    const needles = canaryNeedles(work, testPolicy.precisionM);
    expect(findCanary(world.cells.read(0, world.cells.sizeBytes), needles)).toEqual([]);
  });
});

describe('a day with something in it', () => {
  it('follows a tighter policy from the second it is applied', () => {
    const world = makeTestTracker({ startS: at(7, 59) });
    world.apply(testPolicy);
    world.driveTo(at(9), () => work);
    const morningOnly = testPolicy.week.map(() => [{ startMin: 600, endMin: 720 }]);
    expect(world.apply({ ...testPolicy, week: morningOnly })).toMatchObject({ accepted: true });
    world.driveTo(at(9, 30), () => home);
    world.driveTo(at(10, 1), () => work);
    world.passTo(at(12, 1));
    const times = fixes(world.reports.records).map(({ timeS }) => timeS);
    expect(times.filter((timeS) => timeS > at(9) && timeS < at(10))).toEqual([]);
    expect(times).toContain(at(10));
    expect(searchCanary(world)).toEqual(nothing);
  });

  it('closes for good when the time of the receiver leaps, and says so', () => {
    const world = makeTestTracker({ startS: at(17) });
    world.apply(testPolicy);
    world.driveTo(at(17, 1), () => home);
    // The receiver claims to be in tomorrow's work hours.
    world.driveTo(at(17, 5), () => home, 16 * 3600);
    world.driveTo(at(17, 10), () => home);
    world.passTo(at(24 + 9));
    world.driveTo(at(24 + 9, 5), () => home);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'clock-untrusted' });
    expect(searchCanary(world)).toEqual(nothing);
  });

  it('stores what it has and closes when the time leaps in an open window', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 5), () => work);
    const taken = world.duty.recorder.counts.fixesTaken;
    world.driveTo(at(9, 10), () => work, 600);
    expect(world.duty.recorder.counts.fixesTaken).toBe(taken);
    // With the time in doubt even what was taken before waits.
    expect(fixes(world.reports.records)).toEqual([]);
    world.duty.time.trust({ timeS: at(9, 10), uncertaintyS: 1 });
    world.driveTo(at(9, 10, 1), () => work);
    expect(fixes(world.reports.records)).toHaveLength(taken);
  });

  it('does not go back to a day that is over when the receiver repeats it after a reset', () => {
    const world = makeTestTracker({ startS: at(16) });
    world.apply(testPolicy);
    world.driveTo(at(18), placeAt);
    world.powerCycle();
    world.driveTo(at(18, 5), () => home, -3 * 3600);
    expect(world.duty.time.state).toBe('jumped');
    expect(searchCanary(world)).toEqual(nothing);
  });

  it('goes on after a reset in the middle of the day, without loss and without repetition', () => {
    const world = makeTestTracker({ startS: at(8, 30) });
    world.apply(testPolicy);
    world.driveTo(at(9), () => work);
    const before = world.duty.recorder.counts.fixesTaken;
    world.duty.stop();
    world.powerCycle();
    world.driveTo(at(9, 30), () => work);
    const after = world.duty.recorder.counts.fixesTaken;
    world.duty.stop();
    const times = fixes(world.reports.records).map(({ timeS }) => timeS);
    expect(times).toHaveLength(before + after);
    expect(new Set(times).size).toBe(times.length);
    expect(world.reports.faults).toEqual([]);
    expect(world.reports.sessions).toBe(2);
  });

  it('loses nothing when power goes in the middle of a batch', () => {
    const world = makeTestTracker({ startS: at(8, 30) });
    world.apply(testPolicy);
    world.driveTo(at(9), () => work);
    world.powerCycle();
    world.driveTo(at(9, 1), () => work);
    const { records, faults } = world.reports;
    const times = fixes(records).map(({ timeS }) => timeS);
    const first = times[0] ?? 0;
    expect(first).toBeLessThan(at(8, 30, 10));
    const before = times.filter((timeS) => timeS <= at(9));
    expect(before).toEqual(before.map((_, index) => first + 10 * index));
    expect([before.length, faults]).toEqual([180, []]);
  });

  it('keeps its fixes while the network is away, and sends each once it is back', () => {
    const world = makeTestTracker({ startS: at(7, 59) });
    world.apply(testPolicy);
    world.network.up = false;
    world.driveTo(at(10), () => work);
    expect(world.network.delivered).toEqual([]);
    expect(world.duty.outbox.size).toBeGreaterThan(8);
    world.network.up = true;
    expect(world.duty.outbox.size).toBe(0);
    expect(world.reports.faults).toEqual([]);
    world.network.copies = 2;
    world.passTo(at(10, 20));
    expect(new Set(world.reports.faults)).toEqual(new Set(['REPORT_REPLAY']));
  });

  it('sends what was in flight again after a reset, which the controller sees as repeated', () => {
    const world = makeTestTracker({ startS: at(8) });
    world.apply(testPolicy);
    world.network.acknowledges = false;
    world.driveTo(at(9), () => work);
    const size = world.duty.outbox.size;
    world.network.acknowledges = true;
    world.powerCycle();
    world.driveTo(at(9, 0, 10), () => work);
    expect(size).toBeGreaterThan(0);
    expect(world.reports.faults.filter((code) => code === 'REPORT_REPLAY').length).toBeGreaterThan(
      0,
    );
    expect(world.reports.faults.filter((code) => code !== 'REPORT_REPLAY')).toEqual([]);
  });

  it('says that a tunnel has no signal, and that a silent receiver is silent', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 1), () => work);
    world.driveTo(at(9, 2, 30), () => undefined);
    world.passTo(at(9, 3, 30));
    world.duty.stop();
    const reasons = world.reports.records.flatMap((record) =>
      record.kind === 'no-fix' ? [record.reason] : [],
    );
    expect(reasons).toEqual(['no-signal', 'receiver-silent']);
  });

  it('sends a heartbeat without a place outside the hours, where the policy wants one', () => {
    const world = makeTestTracker({ startS: at(17) });
    world.apply({ ...testPolicy, outside: 'heartbeat', heartbeatS: 3600 });
    world.driveTo(at(17, 1), () => home);
    world.passTo(at(20));
    const beats = world.reports.records.filter(({ kind }) => kind === 'heartbeat');
    expect(beats).toHaveLength(2);
    expect(searchCanary(world)).toEqual(nothing);
  });

  it('closes at the end date', () => {
    const validUntilS = at(10);
    const world = makeTestTracker({ startS: at(9, 59) });
    world.apply({ ...testPolicy, validUntilS, reviewS: validUntilS });
    world.driveTo(at(10, 1), () => work);
    const times = fixes(world.reports.records).map(({ timeS }) => timeS);
    expect(times.at(-1)).toBeLessThan(at(10));
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'policy-expired' });
    expect(formatDayNumber(Math.floor(validUntilS / 86_400))).toBe('2026-11-23');
  });

  it('does everything the same way again from the same seed', () => {
    const run = () => {
      const world = makeTestTracker({ startS: at(7, 59), seed: 42 });
      world.apply(testPolicy);
      world.driveTo(at(8, 20), () => work);
      return world;
    };
    const [first, second] = [run(), run()];
    expect(first.network.delivered).toEqual(second.network.delivered);
    const cells = [first, second].map((world) => world.cells.read(0, world.cells.sizeBytes));
    expect(Buffer.compare(cells[0] ?? Buffer.of(), cells[1] ?? Buffer.of())).toBe(0);
  });
});
