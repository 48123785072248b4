import { encodeEntry, type JournalDetail, type TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { testPolicy } from '../../testing/test-tenant.ts';
import { SilentDuty, silenceMaxS } from './silent-duty.ts';

const fix = (timeS: number): TrackerRecord => ({
  kind: 'fix',
  timeS,
  latitudeE5: 1,
  longitudeE5: 2,
});
const none = (timeS: number): TrackerRecord => ({ kind: 'no-fix', timeS, reason: 'no-signal' });
const entry = (kind: 'mode' | 'boot' | 'deletion', atS: number, detail: JournalDetail) =>
  encodeEntry({ index: 0, kind, atS, uptimeMs: 1, detail });
const mode = (name: string, atS: number) => entry('mode', atS, { mode: name });
const boot = (atS: number) => entry('boot', atS, {});
const every = (fromS: number, untilS: number, stepS = 100) =>
  Array.from({ length: Math.floor((untilS - fromS) / stepS) + 1 }, (_, nth) =>
    fix(fromS + nth * stepS),
  );

function silentS(entries: readonly Uint8Array[], ...batches: readonly TrackerRecord[][]) {
  const duty = new SilentDuty(250);
  for (const records of batches) duty.take(records);
  return duty.firstS(entries);
}

describe('a device on duty', () => {
  const day = [mode('on-duty', 1000), mode('off-duty', 5000)];

  it('tells of all its time, of some of it late, or that it found nothing', () => {
    expect(silentS(day, every(1000, 4900))).toBeUndefined();
    expect(silentS(day, every(3000, 4900), every(1000, 2900))).toBeUndefined();
    expect(silentS(day, [...every(1000, 2900), none(3100)], every(3200, 4900))).toBeUndefined();
    expect(silentS(day, every(1200, 4800, 200))).toBeUndefined();
  });

  it('is silent at the begin, in between, at the end, or all the time', () => {
    expect(silentS(day, every(1300, 4900))).toBe(1000);
    expect(silentS(day, every(1000, 2900), every(3200, 4900))).toBe(2900);
    expect(silentS(day, every(1000, 4700))).toBe(4700);
    expect(silentS(day)).toBe(1000);
  });

  it('may be without power, and is asked no more than what came where nobody knows when it ended', () => {
    const cut = [mode('on-duty', 1000), boot(3500), mode('on-duty', 3500), mode('break', 5000)];
    expect(silentS(cut, every(1000, 2900), every(3500, 4900))).toBeUndefined();
    expect(silentS(cut, every(1000, 2900), every(3800, 4900))).toBe(3500);
    expect(silentS([mode('on-duty', 1000)])).toBeUndefined();
  });

  it('may have deleted what it told, but not what it tells later', () => {
    const deleted = [mode('on-duty', 1000), entry('deletion', 3000, {}), mode('break', 5000)];
    expect(silentS(deleted, every(3000, 4900))).toBeUndefined();
    expect(silentS(deleted, every(4000, 4900))).toBe(3000);
    expect(silentS([...day, entry('deletion', 5000, {})])).toBeUndefined();
  });

  it('has the time of its longest interval, and of a search', () => {
    const { intervals } = testPolicy;
    const slow = { ...testPolicy, intervals: { ...intervals, parkedS: 3600 } };
    expect(silenceMaxS([testPolicy, slow])).toBeGreaterThan(3600 + 60);
    expect(silenceMaxS([testPolicy, slow])).toBeLessThan(3600 + 600);
  });
});
