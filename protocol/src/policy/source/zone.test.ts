import { describe, expect, it } from 'vitest';

import { readZone, startOfDayS, zoneOffsets } from './zone.ts';

const at = (utc: string) => Date.parse(utc) / 1000;
const day = (date: string) => Date.parse(date) / 86_400_000;
const year = (zone: string) =>
  zoneOffsets(zone, at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z')).map(
    ({ fromS, offsetMin }) => `${new Date(fromS * 1000).toISOString().slice(0, 16)} ${offsetMin}`,
  );

describe('time zones', () => {
  it('change their offset twice a year, once, half an hour or not at all', () => {
    expect(year('Europe/Berlin')).toEqual([
      '2026-01-01T00:00 60',
      '2026-03-29T01:00 120',
      '2026-10-25T01:00 60',
    ]);
    expect(year('Australia/Lord_Howe')).toEqual([
      '2026-01-01T00:00 660',
      '2026-04-04T15:00 630',
      '2026-10-03T15:30 660',
    ]);
    expect(year('Asia/Kathmandu')).toEqual(['2026-01-01T00:00 345']);
    expect(year('UTC')).toEqual(['2026-01-01T00:00 0']);
  });

  it('leave out a change at the end of the span', () => {
    expect(
      zoneOffsets('Europe/Berlin', at('2026-01-01T00:00Z'), at('2026-03-29T01:00Z')),
    ).toHaveLength(1);
  });

  it('begin a day at the first second it has', () => {
    expect(startOfDayS(day('2026-11-01'), 'Europe/Berlin')).toBe(at('2026-10-31T23:00Z'));
    // Santiago skips midnight: on that day the clock begins at 01:00.
    expect(startOfDayS(day('2026-09-06'), 'America/Santiago')).toBe(at('2026-09-06T04:00Z'));
  });

  it('are read in their own spelling', () => {
    expect(readZone('europe/berlin')).toEqual({ value: 'Europe/Berlin' });
  });

  it.each(['', 'Berlin', '+02:00', 'CEST!', 'Europe/Berln'])('refuse %j', (text) => {
    expect(readZone(text).problems?.[0]?.code).toBe('POLICY_ZONE');
  });
});
