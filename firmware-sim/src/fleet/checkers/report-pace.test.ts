import { encodeEntry, type FixRecord, type TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { testPolicy } from '../../testing/test-tenant.ts';
import { ReportPace } from './report-pace.ts';

/** 10 s while it moves, 60 s while it stands. */
const policy = testPolicy;
const coarse = { ...policy, precisionM: 1000, fields: { ...policy.fields, speed: false } };
const beating = { ...policy, outside: 'heartbeat', heartbeatS: 600 } as const;

const fix = (timeS: number, speedKmh?: number): FixRecord => ({
  kind: 'fix',
  timeS,
  latitudeE5: timeS,
  longitudeE5: 2,
  ...(speedKmh === undefined ? {} : { speedKmh }),
});
const beat = (timeS: number): TrackerRecord => ({ kind: 'heartbeat', timeS, batteryMillivolts: 1 });
const entry = (kind: 'mode' | 'boot', atS: number | null, detail: { repeats?: number } = {}) =>
  encodeEntry({ index: 0, kind, atS, uptimeMs: 1, detail });

interface Told {
  readonly under?: typeof policy;
  readonly entries?: readonly Uint8Array[];
  readonly untoldBoots?: number;
}

function found(
  frames: readonly (readonly TrackerRecord[])[],
  { under = policy, entries = [], untoldBoots = 0 }: Told = {},
): readonly string[] {
  const pace = new ReportPace();
  for (const records of frames) pace.take(records, under, 0);
  pace.told({ firstIndex: 0, entries });
  const doubts = pace.unexplained({ entries: new Map(), untoldBoots });
  return doubts.map(({ sentence }) => sentence);
}

describe('how often a device reports', () => {
  it('may be as often as its policy says, moving or parked', () => {
    expect(found([[fix(1000, 50), fix(1010, 50)], [fix(1020, 50)]])).toEqual([]);
    expect(found([[fix(1000, 0), fix(1060, 0), fix(1070, 50), fix(1080, 0)]])).toEqual([]);
    expect(found([[fix(1000), fix(1010), fix(1020)]])).toEqual([]);
  });

  it.each<[string, (readonly TrackerRecord[])[], string]>([
    ['within a frame', [[fix(1000, 50), fix(1009, 50)]], 'is 9 s after the one before'],
    ['from frame to frame', [[fix(1000, 50)], [fix(1009, 0)]], 'its policy has 10 s between'],
    ['while it stands', [[fix(1000, 0), fix(1059, 0)]], 'its policy has 60 s between'],
    ['at the same second', [[fix(1000), fix(1000)]], 'is 0 s after the one before'],
  ])('is too often %s', (_how, frames, sentence) => {
    expect(found(frames)).toEqual([expect.stringContaining(sentence)]);
  });

  it('is not known better than speeds and times are told', () => {
    const slow = { ...policy, precisionM: 100 };
    expect(found([[fix(1000, 0), fix(1060, 0)]], { under: slow })).toEqual([]);
    expect(found([[fix(1000, 0), fix(1050, 0)]], { under: slow })).toHaveLength(1);
    expect(found([[fix(1000, 4), fix(1030, 6)]])).toEqual([]);
    const minutes = { ...coarse, intervals: { movingS: 90, parkedS: 90, floorS: 90 } };
    expect(found([[fix(1020), fix(1080), fix(1200)]], { under: minutes })).toEqual([]);
    expect(found([[fix(1020), fix(1020)]], { under: minutes })).toHaveLength(1);
  });

  it('is not more for what comes a second time, or of a receiver whose date leaps back', () => {
    expect(found([[fix(1000), fix(1010)], [fix(1010)], [fix(1020)]])).toEqual([]);
    expect(found([[fix(1000), fix(1010)], [fix(500)], [fix(510)]])).toEqual([]);
  });

  it('begins anew where the journal tells of a beginning, and nowhere else', () => {
    const frames = [[fix(5000, 50)], [fix(5004, 50)]];
    expect(found(frames, { entries: [entry('mode', 5004)] })).toEqual([]);
    expect(found(frames, { entries: [entry('mode', 4000), entry('mode', 6000)] })).toHaveLength(1);
    expect(found(frames, { entries: [entry('boot', null)] })).toHaveLength(1);
  });

  it('begins anew at any time in which boots were only counted', () => {
    const frames = [[fix(5000, 50)], [fix(5004, 50)]];
    const counted = [entry('mode', 4000), entry('boot', 6000, { repeats: 7 })];
    expect(found(frames, { entries: counted })).toEqual([]);
    const later = [entry('mode', 5500), ...counted.slice(1)];
    expect(found(frames, { entries: later })).toHaveLength(1);
    expect(found(frames, { entries: [entry('mode', 4000)], untoldBoots: 3 })).toEqual([]);
  });

  it('knows a time that is on no step, but for a beginning', () => {
    expect(found([[fix(5040), fix(5100)]], { under: coarse })).toEqual([]);
    const exact = found([[fix(5040), fix(5107)]], { under: coarse });
    expect(exact).toEqual([expect.stringContaining('is on no step of 60 s')]);
    expect(found([[fix(5107)]], { under: coarse, entries: [entry('mode', 5107)] })).toEqual([]);
  });

  it('knows signs of life that come too often', () => {
    expect(found([[beat(1000)], [beat(1600)], [beat(2199)]], { under: beating })).toEqual([]);
    const often = found([[beat(1000)], [beat(1300)]], { under: beating });
    expect(often).toEqual([expect.stringContaining('300 s after the one before')]);
  });

  it('knows a closed time that is told in parts, where nothing is to be sent', () => {
    const spans = (['break', 'outside-hours', 'outside-hours'] as const).map(
      (reason, at) =>
        ({ kind: 'withheld', fromS: at * 600, untilS: (at + 1) * 600, reason }) as const,
    );
    expect(found([spans])).toEqual([expect.stringContaining('is told in parts')]);
    expect(found([spans.slice(0, 2)])).toEqual([]);
    expect(found([spans], { under: beating })).toEqual([]);
    expect(found([spans], { entries: [entry('boot', 1200)] })).toEqual([]);
  });
});
