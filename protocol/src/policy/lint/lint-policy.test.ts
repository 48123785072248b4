import { describe, expect, it } from 'vitest';

import type { CompiledPolicy } from '../policy.ts';
import { houseExample, sampleKey, samplePolicy } from '../sample-policy.suite.ts';
import { parsePolicySource } from '../source/parse-policy.ts';
import { keysAt } from '../source/source-shape.ts';
import { zoneDataFingerprint } from '../source/zone-data.ts';
import { lintPolicy } from './lint-policy.ts';
import type { LintContext } from './policy-facts.ts';
import { lintRules } from './lint-rules.ts';

const dayS = 86_400;
const { validFromS, validUntilS, reviewS } = samplePolicy;
const everyDay = (startMin: number, endMin: number) =>
  Array.from({ length: 7 }, () => [{ startMin, endMin }]);
const free = { week: Array.from({ length: 7 }, () => []), exceptions: [] };
const later = samplePolicy.offsets.map(({ fromS, offsetMin }, i) => ({
  fromS: i === 1 ? fromS + dayS : fromS,
  offsetMin,
}));

/** A change of the sample for every rule that a compiled policy can break, and what the caller knows. */
const broken: Readonly<Record<string, readonly [Partial<CompiledPolicy>, LintContext?]>> = {
  LINT_RETENTION_400_DAYS: [{ retentionS: 400 * dayS }],
  LINT_RETENTION_150_DAYS: [{ retentionS: 150 * dayS }],
  LINT_RETENTION_2_MONTHS: [{ retentionS: 63 * dayS }],
  LINT_ROUND_THE_CLOCK: [{ week: everyDay(0, 1440) }],
  LINT_WEEK_60_HOURS: [{ week: everyDay(360, 900) }],
  LINT_NO_BREAK: [{ week: everyDay(480, 841) }],
  LINT_INTERVAL_FLOOR: [{ intervals: { movingS: 10, parkedS: 600, floorS: 9 } }],
  LINT_DENSER_THAN_600_M: [{ intervals: { movingS: 42, parkedS: 1800, floorS: 10 } }],
  LINT_DENSER_THAN_30_MIN: [{ intervals: { movingS: 60, parkedS: 1799, floorS: 10 } }],
  LINT_PERSON_PRECISION: [{ carriedBy: 'person', precisionM: 9 }],
  LINT_NO_REVIEW: [{ reviewS: validUntilS }],
  LINT_REVIEW_DUE: [{}, { nowS: reviewS }],
  LINT_EXPIRED: [{}, { nowS: validUntilS }],
  LINT_VALIDITY_YEAR: [{ validUntilS: validFromS + 367 * dayS }],
  LINT_NO_HOLIDAYS: [{ exceptions: [] }],
  LINT_ALTITUDE: [{ fields: { altitude: true, speed: false, course: false } }],
  LINT_PURPOSE_FIELDS: [{ purpose: 'asset-protection' }],
  LINT_RECIPIENTS: [
    { recipients: [1, 2, 3, 4].map((n) => ({ name: `r${n}`, publicKey: sampleKey(n) })) },
  ],
  LINT_PERSON_SWITCH: [{ carriedBy: 'person' }],
  LINT_VEHICLE_SWITCH: [{ carriedBy: 'vehicle' }],
  LINT_CARRIER: [{}],
  LINT_MILEAGE_PERSONAL: [{ outside: 'mileage' }],
  LINT_THEFT_IN_ADVANCE: [{ purpose: 'asset-protection' }],
  LINT_THEFT_LONG: [{ theftRecovery: { intervalS: 60, durationS: 8 * dayS } }],
  LINT_PERSON_SOS: [{ carriedBy: 'person', privateSwitch: true }],
  LINT_SOS_LONG: [{ sos: { recipients: [0], intervalS: 30, durationS: 5 * 3600 } }],
  LINT_TELEMETRY: [{ heartbeatS: 300 }],
  LINT_NOTHING: [{ ...free, outside: 'off', heartbeatS: 0 }],
  LINT_ZONE_MOVED: [{ offsets: later }, { zoneData: zoneDataFingerprint() }],
  LINT_ZONE_DATA_STALE: [{ zoneData: '2019a' }, { zoneData: '2025c' }],
};

const codesOf = (change: Partial<CompiledPolicy>, context?: LintContext) =>
  lintPolicy({ ...samplePolicy, ...change }, context).map(({ code }) => code);
const serious = (policy: CompiledPolicy) =>
  lintPolicy(policy).filter(({ severity }) => severity !== 'note');

describe('the linter', () => {
  it('has notes on the example, and neither errors nor warnings', () => {
    expect(serious(samplePolicy)).toEqual([]);
    expect(codesOf({})).toEqual([
      'LINT_DENSER_THAN_600_M',
      'LINT_DENSER_THAN_30_MIN',
      'LINT_VEHICLE_SWITCH',
      'LINT_CARRIER',
    ]);
  });

  it.each(Object.entries(broken))('finds %s', (code, [change, context]) => {
    expect(codesOf(change, context)).toContain(code);
  });

  it('has a test and a code of its own for every rule', () => {
    const codes = lintRules.map(({ code }) => code);
    expect(codes.toSorted()).toEqual(
      [...Object.keys(broken), 'LINT_DATE_OUTSIDE', 'LINT_HOLIDAY_WORK'].toSorted(),
    );
  });

  it('names for every rule a key that a policy file can have', () => {
    const isKey = (path: string) => {
      const keys = path.split('.');
      return keysAt(keys.slice(0, -1)).includes(keys.at(-1) ?? '');
    };
    expect(lintRules.filter(({ path }) => !isKey(path)).map(({ code }) => code)).toEqual([]);
    expect(isKey('capture.flor')).toBe(false);
  });

  it('reads the source as well, and finds dates without effect there', () => {
    const parsed = parsePolicySource(houseExample.replace('2026-12-26', '2028-12-26'), {
      fileName: 'x',
    });
    const findings = parsed.ok ? lintPolicy(parsed.source) : [];
    expect(findings[0]).toMatchObject({ code: 'LINT_DATE_OUTSIDE', severity: 'warning' });
  });

  it('finds work on a public holiday of the region that a file names', () => {
    const dayNumber = Date.UTC(2026, 11, 25) / 86_400_000;
    const text = houseExample
      .replace('[2026-12-25, 2026-12-26]', '{ country: DE }')
      .replace('2026-12-24', '2026-12-25');
    const parsed = parsePolicySource(text, {
      fileName: 'x',
      holidays: () => ({ holidays: [{ dayNumber, name: 'Christmas Day' }] }),
    });
    expect(parsed.ok && lintPolicy(parsed.source).map(({ code }) => code)).toContain(
      'LINT_HOLIDAY_WORK',
    );
  });

  it('allows a year of retention as proof of service, but never 150 days without an error', () => {
    const proof = {
      ...samplePolicy,
      purpose: 'proof-of-service',
      fields: { altitude: false, speed: false, course: false },
    } as const;
    expect(serious({ ...proof, retentionS: 100 * dayS })).toEqual([]);
    expect(serious({ ...proof, retentionS: 360 * dayS })).toMatchObject([{ severity: 'error' }]);
  });

  it('counts a night shift over midnight as one window', () => {
    const week = Array.from({ length: 7 }, () => [
      { startMin: 0, endMin: 200 },
      { startMin: 1240, endMin: 1440 },
    ]);
    expect(serious({ ...samplePolicy, week })).toMatchObject([{ code: 'LINT_NO_BREAK' }]);
  });

  it('counts dates with windows of their own as well, whatever the week says', () => {
    const firstDay = Math.floor(validFromS / dayS) + 10;
    const dates = (count: number, startMin: number, endMin: number) => ({
      week: free.week,
      exceptions: Array.from({ length: count }, (_, i) => ({
        dayNumber: firstDay + i,
        windows: [{ startMin, endMin }],
      })),
    });
    expect(codesOf(dates(7, 0, 1440))).toContain('LINT_ROUND_THE_CLOCK');
    expect(codesOf(dates(6, 0, 1440))).not.toContain('LINT_ROUND_THE_CLOCK');
    expect(codesOf(dates(6, 360, 961))).toContain('LINT_WEEK_60_HOURS');
    expect(codesOf(dates(6, 360, 960))).not.toContain('LINT_WEEK_60_HOURS');
    expect(codesOf(dates(1, 480, 841))).toContain('LINT_NO_BREAK');
    expect(codesOf(dates(1, 480, 840))).not.toContain('LINT_NO_BREAK');
  });

  it('lets a machine without people be watched day and night', () => {
    const machine = { ...samplePolicy, carriedBy: 'asset', week: everyDay(0, 1440) } as const;
    expect(lintPolicy({ ...machine, exceptions: [] })).toEqual([]);
  });

  it('puts errors first and notes last, and cites a source for everything', () => {
    const findings = lintPolicy({
      ...samplePolicy,
      retentionS: 200 * dayS,
      exceptions: [],
      week: everyDay(0, 1440),
    });
    const order = findings.map(({ severity }) => ['error', 'warning', 'note'].indexOf(severity));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(findings.every(({ source }) => source.length > 10)).toBe(true);
  });
});

describe('the linter, given the time zone data of this machine', () => {
  const zoneData = zoneDataFingerprint();

  it('is content with a policy that was compiled from it', () => {
    expect(codesOf({ zoneData }, { zoneData })).not.toContain('LINT_ZONE_DATA_STALE');
    expect(codesOf({ zoneData }, { zoneData })).not.toContain('LINT_ZONE_MOVED');
  });

  it('only looks at clock changes that are still to come', () => {
    const nowS = Date.UTC(2027, 5, 1) / 1000;
    expect(codesOf({ offsets: later }, { zoneData, nowS })).not.toContain('LINT_ZONE_MOVED');
  });

  it('says nothing of a zone that it does not know', () => {
    const elsewhere = { offsets: later, timeZone: 'Mars/Olympus' };
    expect(codesOf(elsewhere, { zoneData })).not.toContain('LINT_ZONE_MOVED');
  });
});

describe('the sources of the linter', () => {
  it.each([
    'CNIL, deliberation 2015-165',
    'BayLDA',
    'VG Lüneburg, 19.03.2019, 4 A 12/19',
    'VG Wiesbaden, 17.01.2022, 6 K 1164/21.WI',
    'EDPB 01/2020',
    'ETSI EN 303 645',
    'CRA Annex I',
    'GDPR Art. 25(2)',
  ])('include %s', (wanted) => {
    expect(lintRules.some(({ source }) => source.includes(wanted))).toBe(true);
  });
});
