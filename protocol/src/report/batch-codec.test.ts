import { describe, expect, expectTypeOf, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { batchRecordsMax, decodeBatch, encodeBatch } from './batch-codec.ts';
import { recordEndS, recordStartS, type TrackerRecord, type WithheldRecord } from './records.ts';

const fix = {
  kind: 'fix',
  timeS: 1_796_000_000,
  latitudeE5: 5_243_210,
  longitudeE5: 1_338_765,
} as const;

describe('A batch', () => {
  it('spends next to nothing on a regular slow track', () => {
    const records = Array.from({ length: 111 }, (_, i) => ({
      ...fix,
      timeS: fix.timeS + 60 * i,
      latitudeE5: fix.latitudeE5 + 20 * i,
      longitudeE5: fix.longitudeE5 - 20 * i,
    }));
    const [eleven, all] = [encodeBatch(records.slice(0, 11)), encodeBatch(records)];
    expect(all.length - eleven.length).toBeLessThan(15);
  });

  it('keeps what the last fix had while other records come between', () => {
    const records: TrackerRecord[] = [
      { ...fix, altitudeM: 40, speedKmh: 30, courseDeg: 350 },
      { kind: 'event', timeS: fix.timeS + 5, event: 'movement-stopped' },
      { ...fix, timeS: fix.timeS + 10, courseDeg: 10 },
      { ...fix, timeS: fix.timeS + 20, altitudeM: 40, speedKmh: 30, courseDeg: 10 },
    ];
    const bytes = encodeBatch(records);
    expect(decodeBatch(bytes)).toEqual({ ok: true, value: records });
    const elsewhere = { ...records[3], altitudeM: 4000, speedKmh: 230 } as TrackerRecord;
    const other = encodeBatch([...records.slice(0, 3), elsewhere]);
    expect(other.length).toBeGreaterThan(bytes.length);
  });

  it('turns a course the shorter way', () => {
    const turn = (from: number, to: number) =>
      encodeBatch([
        { ...fix, courseDeg: from },
        { ...fix, courseDeg: to },
      ]);
    expect(turn(350, 10).length).toBeLessThanOrEqual(turn(10, 300).length);
    for (const [from, to] of [
      [0, 180],
      [0, 181],
      [180, 0],
      [359, 0],
      [0, 359],
    ] as const) {
      const decoded = decodeBatch(turn(from, to));
      expect(decoded.ok && decoded.value[1]).toMatchObject({ courseDeg: to });
    }
  });

  it('follows a vehicle over the date line and past the pole', () => {
    const around: TrackerRecord[] = [
      { ...fix, latitudeE5: 8_999_990, longitudeE5: 17_999_900 },
      { ...fix, timeS: fix.timeS + 10, latitudeE5: 9_000_000, longitudeE5: 18_000_000 },
      { ...fix, timeS: fix.timeS + 20, latitudeE5: 8_999_990, longitudeE5: -17_999_900 },
      { ...fix, timeS: fix.timeS + 30, latitudeE5: -9_000_000, longitudeE5: -18_000_000 },
    ];
    expect(decodeBatch(encodeBatch(around))).toEqual({ ok: true, value: around });
  });

  it('holds its limit of records and not one more', () => {
    const most = Array.from({ length: batchRecordsMax }, () => fix);
    expect(decodeBatch(encodeBatch(most))).toMatchObject({ ok: true });
    expect(() => encodeBatch([...most, fix])).toThrow(UsageError);
  });

  it.each<[string, TrackerRecord]>([
    ['a latitude beyond the pole', { ...fix, latitudeE5: 9_000_001 }],
    ['a longitude beyond the date line', { ...fix, longitudeE5: -18_000_001 }],
    ['a fraction', { ...fix, latitudeE5: 0.5 }],
    ['no number', { ...fix, longitudeE5: Number.NaN }],
    ['a course of a whole turn', { ...fix, courseDeg: 360 }],
    ['a negative speed', { ...fix, speedKmh: -1 }],
    ['an altitude outside 16 bits', { ...fix, altitudeM: 0x8000 }],
    ['a time before 1970', { ...fix, timeS: -1 }],
    ['a time after 2106', { ...fix, timeS: 2 ** 32 }],
    ['a span that ends before it begins', withheld({ fromS: 10, untilS: 9 })],
    ['a reason nobody knows', withheld({ reason: 'because' as 'break' })],
    ['a voltage of a fraction', { kind: 'heartbeat', timeS: 1, batteryMillivolts: 3.7 }],
    ['a negative distance', { kind: 'mileage', fromS: 1, untilS: 2, distanceM: -1 }],
  ])('is not made of %s, and the message does not tell the value', (_what, record) => {
    let caught: unknown;
    try {
      encodeBatch([record]);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UsageError);
    expect(caught).toMatchObject({ code: 'REPORT_RECORD' });
    expect(String(caught)).not.toMatch(/5243210|1338765|9000001|18000001/u);
  });
});

describe('A withheld record', () => {
  it('has no field that could hold a place', () => {
    expectTypeOf<keyof WithheldRecord>().toEqualTypeOf<'kind' | 'fromS' | 'untilS' | 'reason'>();
  });

  it('is written without anything else that an object may carry', () => {
    const smuggled = { ...withheld({}), latitudeE5: 5_243_210, longitudeE5: 1_338_765 };
    expect(encodeBatch([smuggled])).toEqual(encodeBatch([withheld({})]));
  });
});

describe('A record', () => {
  it('has a start and an end, which are one for all but spans', () => {
    expect([recordStartS(fix), recordEndS(fix)]).toEqual([fix.timeS, fix.timeS]);
    expect([recordStartS(withheld({})), recordEndS(withheld({}))]).toEqual([100, 200]);
  });
});

function withheld(parts: Partial<WithheldRecord>): WithheldRecord {
  return { kind: 'withheld', fromS: 100, untilS: 200, reason: 'break', ...parts };
}
