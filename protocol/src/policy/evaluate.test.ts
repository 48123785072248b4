import { describe, expect, it } from 'vitest';

import { evaluatePolicy } from './evaluate.ts';
import type { CompiledPolicy } from './policy.ts';
import { samplePolicy } from './sample-policy.suite.ts';

const at = (utc: string) => Date.parse(utc) / 1000;
const evaluate = (utc: string, change: Partial<CompiledPolicy> = {}) =>
  evaluatePolicy({ ...samplePolicy, ...change }, at(utc));

describe('a working Monday in Berlin', () => {
  it.each([
    ['2026-11-23T06:59:59Z', 'outside-hours', '2026-11-23T07:00:00Z'],
    ['2026-11-23T11:00:00Z', 'break', '2026-11-23T11:30:00Z'],
    ['2026-11-23T15:30:00Z', 'outside-hours', '2026-11-24T07:00:00Z'],
    ['2026-11-20T15:00:00Z', 'outside-hours', '2026-11-23T07:00:00Z'],
    ['2026-12-24T12:00:00Z', 'outside-hours', '2026-12-28T07:00:00Z'],
  ] as const)('is closed at %s: %s, until %s', (utc, reason, change) => {
    expect(evaluate(utc)).toEqual({ open: false, reason, nextChangeS: at(change) });
  });

  it.each([
    ['2026-11-23T07:00:00Z', '2026-11-23T11:00:00Z'],
    ['2026-11-23T10:59:59Z', '2026-11-23T11:00:00Z'],
    ['2026-11-23T11:30:00Z', '2026-11-23T15:30:00Z'],
    ['2026-12-24T07:00:00Z', '2026-12-24T11:00:00Z'],
    ['2027-06-01T06:00:00Z', '2027-06-01T10:00:00Z'],
  ])('is open at %s, until %s', (utc, end) => {
    expect(evaluate(utc)).toEqual({ open: true, windowEndS: at(end) });
  });
});

describe('the ends of the validity', () => {
  it('close before the first second and from the end on', () => {
    const { validFromS, validUntilS } = samplePolicy;
    expect(evaluatePolicy(samplePolicy, validFromS - 1)).toEqual({
      open: false,
      reason: 'not-yet-valid',
      nextChangeS: validFromS,
    });
    expect(evaluatePolicy(samplePolicy, validUntilS)).toEqual({
      open: false,
      reason: 'policy-expired',
      nextChangeS: null,
    });
  });

  it('cut a window that runs over them', () => {
    const allDay = Array.from({ length: 7 }, () => [{ startMin: 0, endMin: 1440 }]);
    const verdict = evaluate('2027-10-01T12:00:00Z', { week: allDay });
    expect(verdict).toEqual({ open: true, windowEndS: samplePolicy.validUntilS });
  });

  it('stay closed for a time that is no number', () => {
    expect(evaluatePolicy(samplePolicy, Number.NaN)).toMatchObject({ open: false });
  });
});

describe('the nights on which clocks change', () => {
  const night = (startMin: number, endMin: number) => ({
    week: Array.from({ length: 7 }, () => [{ startMin, endMin }]),
    exceptions: [],
  });

  it('open a window in the repeated hour twice', () => {
    const window = night(135, 165);
    expect(evaluate('2027-10-31T00:15:00Z', window)).toEqual({
      open: true,
      windowEndS: at('2027-10-31T00:45:00Z'),
    });
    expect(evaluate('2027-10-31T00:45:00Z', window)).toEqual({
      open: false,
      reason: 'outside-hours',
      nextChangeS: at('2027-10-31T01:15:00Z'),
    });
    expect(evaluate('2027-10-31T01:15:00Z', window)).toMatchObject({ open: true });
  });

  it('never open a window in the skipped hour', () => {
    expect(evaluate('2027-03-27T12:00:00Z', night(135, 165))).toEqual({
      open: false,
      reason: 'outside-hours',
      nextChangeS: at('2027-03-29T00:15:00Z'),
    });
  });

  it('cut a window that reaches into the skipped hour', () => {
    expect(evaluate('2027-03-28T00:45:00Z', night(90, 165))).toEqual({
      open: true,
      windowEndS: at('2027-03-28T01:00:00Z'),
    });
  });
});

describe('a night shift', () => {
  it('is one window over midnight', () => {
    const week = Array.from({ length: 7 }, () => [
      { startMin: 0, endMin: 360 },
      { startMin: 1320, endMin: 1440 },
    ]);
    expect(evaluate('2026-11-23T22:00:00Z', { week, exceptions: [] })).toEqual({
      open: true,
      windowEndS: at('2026-11-24T05:00:00Z'),
    });
  });
});
