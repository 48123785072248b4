import { deriveKeyPair, type CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { flashMap } from './storage/flash-map.ts';
import { at, testPolicy } from '../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../testing/test-tracker.ts';

const dayS = 86_400;
/** Northwards at about 40 km/h. */
const placeAt = (timeS: number) => ({
  latitude: 48.1 + ((timeS % dayS) - 36_000) * 1e-4,
  longitude: 11.5,
  speedKmh: 40,
});

/** A quarter of an hour of driving at ten in the morning, on each of some days. */
function driveDays(tracker: TestTracker, days: readonly number[]): void {
  for (const day of days) {
    const fromS = at(10) + day * dayS;
    tracker.passTo(fromS);
    tracker.driveTo(fromS + 15 * 60, placeAt);
  }
}

const fixesByDay = (tracker: TestTracker): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const record of tracker.reports.records) {
    if (record.kind !== 'fix') continue;
    const day = Math.floor((record.timeS - at(0)) / dayS);
    counts[day] = (counts[day] ?? 0) + 1;
  }
  return counts;
};

const frames = (tracker: TestTracker) =>
  tracker.network.delivered.map(({ channel, payload }) => `${channel} ${payload.join()}`);

/** Some bits of a stored frame go over to zero. */
function spoil({ cells }: TestTracker, frame: Uint8Array): void {
  const { at: from, sizeBytes } = flashMap.outbox;
  const frameAt = Buffer.from(cells.read(from, sizeBytes)).indexOf(frame);
  cells.program(from + frameAt + 20, new Uint8Array(1));
}

describe('a tracker without a network', () => {
  it('keeps everything over nights and resets, and delivers each frame once it is back', () => {
    const tracker = makeTestTracker();
    tracker.apply(testPolicy);
    tracker.network.up = false;
    driveDays(tracker, [0]);
    tracker.passTo(at(18));
    tracker.powerCycle();
    tracker.network.up = false;
    driveDays(tracker, [1]);
    tracker.passTo(at(12) + dayS);
    expect(tracker.network.delivered).toHaveLength(0);
    const waiting = tracker.duty.outbox.size;
    tracker.network.up = true;
    expect(tracker.network.delivered).toHaveLength(waiting);
    expect(tracker.duty.outbox.size).toBe(0);
    expect(new Set(frames(tracker)).size).toBe(waiting);
    const days = fixesByDay(tracker);
    expect(Object.keys(days)).toEqual(['0', '1']);
    for (const count of Object.values(days)) expect(count).toBeGreaterThan(80);
    expect(tracker.reports.faults).toEqual([]);
  });

  it('deletes what outlives its retention before the network is back, and sends the rest', () => {
    const tracker = makeTestTracker();
    tracker.apply({ ...testPolicy, retentionS: dayS });
    tracker.network.up = false;
    driveDays(tracker, [0, 1]);
    tracker.passTo(at(12) + dayS);
    tracker.network.up = true;
    expect(Object.keys(fixesByDay(tracker))).toEqual(['1']);
    expect(tracker.duty.outbox.size).toBe(0);
  });

  it('keeps in what a policy forbids that was tightened while it waited, in flight or stored', () => {
    const tracker = makeTestTracker();
    tracker.apply(testPolicy);
    tracker.network.up = true;
    // The peer hears nothing and the link does not know: frames are in flight.
    tracker.network.copies = 0;
    driveDays(tracker, [0]);
    expect(tracker.network.waiting.length).toBeGreaterThan(2);
    tracker.network.up = false;
    driveDays(tracker, [1]);
    const morning = [{ startMin: 480, endMin: 540 }];
    tracker.apply({
      ...testPolicy,
      week: testPolicy.week.map((day) => (day.length === 0 ? [] : morning)),
    });
    tracker.network.copies = 1;
    tracker.network.up = true;
    tracker.passTo(at(12) + dayS);
    expect(tracker.network.delivered.length).toBeGreaterThan(0);
    expect(fixesByDay(tracker)).toEqual({});
  });

  const second = deriveKeyPair(new Uint8Array(32).fill(9));
  const both = [...testPolicy.recipients, { name: 'second', publicKey: second.publicKey }];
  const exact = { altitude: true, speed: true, course: true };
  const wide: CompiledPolicy = { ...testPolicy, recipients: both, fields: exact };
  const { intervals } = testPolicy;

  it.each<[string, Partial<CompiledPolicy>, number]>([
    ['is coarser', { precisionM: 2 * testPolicy.precisionM }, 0],
    ['has a field less', { fields: { ...exact, course: false } }, 0],
    ['names somebody less', { recipients: testPolicy.recipients }, 0],
    ['asks less often from now on', { intervals: { ...intervals, movingS: 60 } }, 2],
  ])(
    'sends what waits in RAM, in flash and in the link when the next policy %s, or not',
    (...row) => {
      const [, change, days] = row;
      const tracker = makeTestTracker();
      tracker.apply(wide);
      tracker.network.copies = 0;
      driveDays(tracker, [0]);
      tracker.network.up = false;
      driveDays(tracker, [1]);
      // Each of these is allowed by itself; what was taken before the one that is not stays forbidden over a reset.
      tracker.apply({ ...wide, ...change });
      tracker.powerCycle();
      tracker.network.up = false;
      tracker.apply({ ...wide, retentionS: testPolicy.retentionS - 1 });
      tracker.network.copies = 1;
      tracker.network.up = true;
      // Off duty, where the receiver brings the time and nothing else.
      tracker.passTo(at(20) + dayS);
      tracker.driveTo(at(20, 1) + dayS, placeAt);
      expect(tracker.duty.outbox.size).toBe(0);
      expect(Object.keys(fixesByDay(tracker))).toHaveLength(days);
      const opened = tracker.reportsFor(second).records.filter(({ kind }) => kind === 'fix');
      expect(opened.length > 0).toBe(days > 0);
    },
  );

  it('packs a page of its journal anew that was damaged while it waited', () => {
    const tracker = makeTestTracker();
    tracker.apply(testPolicy);
    tracker.network.up = false;
    tracker.device.setInput('tamper', true);
    driveDays(tracker, [0]);
    const { outbox, journal } = tracker.duty;
    const pages = outbox.waiting().flatMap((sequence) => {
      const entry = outbox.read(sequence);
      return entry?.kind === 'journal' ? [entry] : [];
    });
    const lost = pages[0];
    if (lost === undefined) throw new Error('no page of the journal waits');
    spoil(tracker, lost.frame);
    const opened = journal.waiting();
    tracker.network.up = true;
    expect(tracker.network.delivered.map(({ payload }) => payload)).not.toContainEqual(lost.frame);
    expect([...journal.waiting().keys()]).toContain(lost.covers?.from);
    tracker.passTo(tracker.nowS + 600);
    expect(journal.waiting().size).toBe(0);
    const sent = tracker.reports.entries.map(({ index }) => index);
    expect(sent).toEqual(expect.arrayContaining([...opened.keys()]));
  });

  it('comes through a network that repeats and breaks, with each fix at least once', () => {
    const clean = makeTestTracker();
    const rough = makeTestTracker();
    for (const tracker of [clean, rough]) tracker.apply(testPolicy);
    driveDays(clean, [0]);
    clean.passTo(at(12));
    for (const [round, copies] of [2, 0, 1, 3, 0, 1].entries()) {
      rough.network.up = false;
      rough.network.copies = copies;
      rough.network.up = true;
      rough.passTo(at(10) + round * 150);
      rough.driveTo(at(10) + (round + 1) * 150, placeAt);
    }
    rough.passTo(at(12));
    rough.network.up = false;
    rough.network.copies = 1;
    rough.network.up = true;
    expect(new Set(rough.reports.records.map((one) => JSON.stringify(one)))).toEqual(
      new Set(clean.reports.records.map((one) => JSON.stringify(one))),
    );
    expect(fixesByDay(clean)[0]).toBeGreaterThan(80);
    expect(rough.duty.outbox.size).toBe(0);
  });
});
