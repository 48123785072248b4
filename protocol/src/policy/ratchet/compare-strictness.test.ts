import { describe, expect, it } from 'vitest';

import type { CompiledPolicy } from '../policy.ts';
import { sampleKey, samplePolicy } from '../sample-policy.suite.ts';
import { compareStrictness, effectOn } from './compare-strictness.ts';

const { intervals, validFromS, validUntilS, reviewS } = samplePolicy;
const office = { name: 'fleet-office', publicKey: sampleKey(7) };
const [, ...restOfWeek] = samplePolicy.week;
const monday = (startMin: number, endMin: number) => ({
  week: [[{ startMin, endMin }], ...restOfWeek],
});
const theft = { intervalS: 60, durationS: 86_400 };
const withTheft = { ...samplePolicy, theftRecovery: theft };
const sos = { recipients: [0], intervalS: 30, durationS: 3600 };
const withSos = { ...samplePolicy, sos };
const [winter, ...laterOffsets] = samplePolicy.offsets;

type Change = readonly [string, Partial<CompiledPolicy>, string, CompiledPolicy?];

const changes: readonly Change[] = [
  ['purpose', { purpose: 'proof-of-service' }, 'loosens'],
  ['timeZone', { timeZone: 'Europe/Vienna' }, 'loosens'],
  ['validFromS', { validFromS: validFromS + 1 }, 'tightens'],
  ['validUntilS', { validUntilS: validUntilS + 1 }, 'loosens'],
  ['reviewS', { reviewS: reviewS - 1 }, 'tightens'],
  ['reviewS', { reviewS: reviewS + 1 }, 'loosens'],
  ['offsets', { offsets: [{ fromS: validFromS, offsetMin: 0 }, ...laterOffsets] }, 'loosens'],
  ['offsets', { offsets: [{ fromS: validFromS - 9, offsetMin: 60 }, ...laterOffsets] }, 'neutral'],
  ['week.0', monday(480, 720), 'tightens'],
  ['week.0', monday(480, 721), 'loosens'],
  ['exceptions.20811', { exceptions: samplePolicy.exceptions.slice(1) }, 'loosens'],
  [
    'exceptions.20819',
    { exceptions: [...samplePolicy.exceptions, { dayNumber: 20_819, windows: [] }] },
    'tightens',
  ],
  ['intervals.movingS', { intervals: { ...intervals, movingS: 30 } }, 'tightens'],
  ['intervals.parkedS', { intervals: { ...intervals, parkedS: 60 } }, 'loosens'],
  ['intervals.floorS', { intervals: { ...intervals, floorS: 5 } }, 'loosens'],
  ['precisionM', { precisionM: 100 }, 'tightens'],
  ['precisionM', { precisionM: 1 }, 'loosens'],
  ['fields', { fields: { altitude: false, speed: false, course: false } }, 'tightens'],
  ['fields', { fields: { altitude: true, speed: false, course: false } }, 'loosens'],
  ['retentionS', { retentionS: 86_400 }, 'tightens'],
  ['retentionS', { retentionS: 40 * 86_400 }, 'loosens'],
  ['outside', { outside: 'mileage' }, 'loosens'],
  ['heartbeatS', { heartbeatS: 60 }, 'loosens'],
  ['heartbeatS', { heartbeatS: 7200 }, 'tightens'],
  ['recipients.owner', { recipients: [office, { ...office, name: 'owner' }] }, 'loosens'],
  ['recipients.fleet-office', { recipients: [{ ...office, publicKey: sampleKey(8) }] }, 'loosens'],
  ['carriedBy', { carriedBy: 'asset' }, 'loosens'],
  ['privateSwitch', { privateSwitch: true }, 'tightens'],
  [
    'privateSwitch',
    { privateSwitch: undefined },
    'loosens',
    { ...samplePolicy, privateSwitch: true },
  ],
  ['theftRecovery', { theftRecovery: theft }, 'loosens'],
  ['theftRecovery', { theftRecovery: undefined }, 'tightens', withTheft],
  ['theftRecovery', { theftRecovery: { ...theft, intervalS: 30 } }, 'loosens', withTheft],
  ['theftRecovery', { theftRecovery: { ...theft, durationS: 3600 } }, 'tightens', withTheft],
  ['theftRecovery', { theftRecovery: { intervalS: 30, durationS: 3600 } }, 'loosens', withTheft],
  ['zoneData', { zoneData: '2026a' }, 'neutral'],
  ['sos', { sos }, 'loosens'],
  ['sos', { sos: undefined }, 'tightens', withSos],
  ['sos', { sos: { ...sos, intervalS: 5 } }, 'loosens', withSos],
  ['sos', { sos: { ...sos, durationS: 600 } }, 'tightens', withSos],
];

const rows = changes.map(([field, change, effect, before = samplePolicy]) => ({
  field,
  change,
  effect,
  before,
}));

describe('the ratchet', () => {
  it.each(rows)('says of a change of $field to $change that it $effect', (row) => {
    const { field, change, effect, before } = row;
    const comparison = compareStrictness(before, { ...before, ...change });
    expect(comparison).toEqual({
      effects: [{ field, effect }],
      verdict: effect === 'neutral' ? 'equal' : effect,
    });
    expect(effectOn(comparison, field)).toBe(effect);
    expect(effectOn(comparison, 'version')).toBe('neutral');
  });

  it('finds nothing between equal policies', () => {
    const copy = structuredClone(samplePolicy);
    expect(compareStrictness(samplePolicy, copy)).toEqual({ effects: [], verdict: 'equal' });
  });

  it('loosens if one field does, however many tighten', () => {
    const next = { ...samplePolicy, precisionM: 1000, retentionS: 3600, heartbeatS: 3599 };
    expect(compareStrictness(samplePolicy, next).verdict).toBe('loosens');
  });

  it('tightens when the heartbeat is switched off', () => {
    const next = { ...samplePolicy, outside: 'off' as const, heartbeatS: 0 };
    expect(compareStrictness(samplePolicy, next).verdict).toBe('tightens');
  });

  it('loosens when a mileage becomes a heartbeat that comes more often', () => {
    const mileage = { ...samplePolicy, outside: 'mileage' as const };
    const often = { ...samplePolicy, heartbeatS: 600 };
    expect(compareStrictness(mileage, often).verdict).toBe('loosens');
    expect(compareStrictness(mileage, samplePolicy).verdict).toBe('tightens');
  });

  it('loosens with a first policy, and names what lets data come into being', () => {
    const first = compareStrictness(undefined, samplePolicy);
    expect(first.verdict).toBe('loosens');
    const fields = first.effects.filter(({ effect }) => effect === 'loosens');
    expect(fields.map(({ field }) => field)).toEqual([
      'validFromS',
      'validUntilS',
      'week.0',
      'week.1',
      'week.2',
      'week.3',
      'week.4',
      'exceptions.20811',
      'intervals.movingS',
      'intervals.parkedS',
      'precisionM',
      'fields',
      'retentionS',
      'outside',
      'heartbeatS',
      'recipients.fleet-office',
    ]);
    expect(winter?.offsetMin).toBe(60);
  });
});
