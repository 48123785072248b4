import { describe, expect, it } from 'vitest';

import { samplePolicy, houseExample } from '../sample-policy.suite.ts';
import type { CompiledPolicy } from '../policy.ts';
import { lintPolicy } from './lint-policy.ts';
import { lintRules } from './lint-rules.ts';
import { parsePolicySource } from './parse-policy.ts';

const dayS = 86_400;
const everyDay = (startMin: number, endMin: number) =>
  Array.from({ length: 7 }, () => [{ startMin, endMin }]);

/** A change of the sample for every rule that a compiled policy can break. */
const broken: Readonly<Record<string, Partial<CompiledPolicy>>> = {
  LINT_RETENTION_150_DAYS: { retentionS: 150 * dayS },
  LINT_RETENTION_2_MONTHS: { retentionS: 63 * dayS },
  LINT_ROUND_THE_CLOCK: { week: everyDay(0, 1440) },
  LINT_WEEK_60_HOURS: { week: everyDay(360, 900) },
  LINT_NO_BREAK: { week: everyDay(480, 841) },
  LINT_INTERVAL_FLOOR: { intervals: { movingS: 10, parkedS: 600, floorS: 9 } },
  LINT_NO_REVIEW: { reviewS: samplePolicy.validUntilS },
  LINT_VALIDITY_YEAR: { validUntilS: samplePolicy.validFromS + 367 * dayS },
  LINT_NO_HOLIDAYS: { exceptions: [] },
  LINT_ALTITUDE: { fields: { altitude: true, speed: false, course: false } },
  LINT_PURPOSE_FIELDS: { purpose: 'asset-protection' },
};

describe('the linter', () => {
  it('finds nothing in the example', () => {
    expect(lintPolicy(samplePolicy)).toEqual([]);
  });

  it.each(Object.entries(broken))('finds %s', (code, change) => {
    const findings = lintPolicy({ ...samplePolicy, ...change });
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it('has a test for every rule', () => {
    expect(lintRules.map(({ code }) => code).toSorted()).toEqual(
      [...Object.keys(broken), 'LINT_DATE_OUTSIDE'].toSorted(),
    );
  });

  it('reads the source as well, and finds dates without effect there', () => {
    const parsed = parsePolicySource(houseExample.replace('2026-12-26', '2028-12-26'), {
      fileName: 'x',
    });
    expect(parsed.ok && lintPolicy(parsed.source).map(({ code }) => code)).toEqual([
      'LINT_DATE_OUTSIDE',
    ]);
  });

  it('allows a year of retention as proof of service, but never 150 days without an error', () => {
    const proof = {
      purpose: 'proof-of-service',
      fields: { altitude: false, speed: false, course: false },
    } as const;
    expect(lintPolicy({ ...samplePolicy, ...proof, retentionS: 100 * dayS })).toEqual([]);
    expect(lintPolicy({ ...samplePolicy, ...proof, retentionS: 360 * dayS })).toMatchObject([
      { severity: 'error' },
    ]);
  });

  it('counts a night shift over midnight as one window', () => {
    const night = Array.from({ length: 7 }, () => [
      { startMin: 0, endMin: 200 },
      { startMin: 1240, endMin: 1440 },
    ]);
    expect(lintPolicy({ ...samplePolicy, week: night })).toMatchObject([{ code: 'LINT_NO_BREAK' }]);
  });

  it('puts errors first, and cites a source for everything', () => {
    const findings = lintPolicy({
      ...samplePolicy,
      retentionS: 200 * dayS,
      exceptions: [],
      week: everyDay(0, 1440),
    });
    expect(findings[0]?.severity).toBe('error');
    expect(findings.every(({ source }) => source.length > 10)).toBe(true);
  });
});
