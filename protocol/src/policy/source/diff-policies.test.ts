import { describe, expect, it } from 'vitest';

import type { CompiledPolicy, PolicyOffset } from '../policy.ts';
import { compareStrictness } from '../ratchet/compare-strictness.ts';
import { worst } from '../ratchet/field-effect.ts';
import { sampleKey, samplePolicy } from '../sample-policy.suite.ts';
import { diffPolicies } from './diff-policies.ts';

const office = { name: 'fleet-office', publicKey: sampleKey(7) };
const { intervals, validFromS, validUntilS } = samplePolicy;
const [, ...restOfWeek] = samplePolicy.week;
const laterInMarch = ({ fromS, offsetMin }: PolicyOffset) => ({
  fromS: offsetMin === 120 ? fromS + 86_400 : fromS,
  offsetMin,
});
const monday = (startMin: number, endMin: number) => ({
  week: [[{ startMin, endMin }], ...restOfWeek],
});

const changes: readonly (readonly [string, Partial<CompiledPolicy>, string])[] = [
  ['purpose', { purpose: 'proof-of-service' }, 'loosens'],
  ['time zone', { timeZone: 'Europe/Vienna' }, 'loosens'],
  ['valid from', { validFromS: validFromS + 86_400 }, 'tightens'],
  ['valid until', { validUntilS: validUntilS + 86_400 }, 'loosens'],
  ['clock', { offsets: samplePolicy.offsets.map(laterInMarch) }, 'loosens'],
  ['review', { reviewS: samplePolicy.reviewS - 86_400 }, 'tightens'],
  ['moving', { intervals: { ...intervals, movingS: 30 } }, 'tightens'],
  ['parked', { intervals: { ...intervals, parkedS: 60 } }, 'loosens'],
  ['floor', { intervals: { ...intervals, floorS: 5 } }, 'loosens'],
  ['precision', { precisionM: 100 }, 'tightens'],
  ['fields', { fields: { altitude: false, speed: false, course: false } }, 'tightens'],
  ['fields', { fields: { altitude: true, speed: false, course: false } }, 'loosens'],
  ['retention', { retentionS: 86_400 }, 'tightens'],
  ['outside', { outside: 'off', heartbeatS: 0 }, 'tightens'],
  ['outside', { heartbeatS: 60 }, 'loosens'],
  ['outside', { outside: 'mileage' }, 'loosens'],
  ['carried by', { carriedBy: 'asset' }, 'loosens'],
  ['switch', { privateSwitch: true }, 'tightens'],
  ['theft', { theftRecovery: { intervalS: 300, durationS: 86_400 } }, 'loosens'],
  ['sos', { sos: { recipients: [0], intervalS: 30, durationS: 3600 } }, 'loosens'],
  ['zone data', { zoneData: '2025c' }, 'neutral'],
  ['mon', monday(480, 720), 'tightens'],
  ['mon', monday(480, 721), 'loosens'],
  ['2026-12-24 (thu)', { exceptions: samplePolicy.exceptions.slice(1) }, 'loosens'],
  [
    '2027-01-01 (fri)',
    { exceptions: [...samplePolicy.exceptions, { dayNumber: 20_819, windows: [] }] },
    'tightens',
  ],
  ['recipient fleet-office', { recipients: [{ ...office, publicKey: sampleKey(8) }] }, 'loosens'],
  [
    'recipient owner',
    { recipients: [office, { name: 'owner', publicKey: sampleKey(8) }] },
    'loosens',
  ],
];

describe('the difference of two policies', () => {
  it('is nothing when they are equal', () => {
    expect(diffPolicies(samplePolicy, samplePolicy)).toEqual([]);
  });

  it.each(changes)('names %s', (field, change, effect) => {
    const found = diffPolicies(samplePolicy, { ...samplePolicy, ...change });
    expect(found).toEqual([expect.objectContaining({ field, effect })]);
  });

  it.each(changes)('says of %s what the ratchet says', (_field, change) => {
    const next = { ...samplePolicy, ...change };
    for (const [old, to] of [
      [samplePolicy, next],
      [next, samplePolicy],
      [undefined, next],
    ] as const) {
      const together = worst(diffPolicies(old, to).map(({ effect }) => effect));
      const { verdict } = compareStrictness(old, to);
      expect(together).toBe(verdict === 'equal' ? 'neutral' : verdict);
    }
  });

  it('shows a change of seconds that the text of a field does not show', () => {
    const longer = { ...samplePolicy, validFromS: validFromS - 1, validUntilS: validUntilS - 1 };
    expect(diffPolicies(longer, samplePolicy).map(({ field, effect }) => [field, effect])).toEqual([
      ['valid from', 'tightens'],
      ['valid until', 'loosens'],
    ]);
  });

  it('has the opposite effect the other way round, where the effect is a matter of degree', () => {
    const graded = changes.filter(([field]) =>
      /^(valid|review|moving|parked|floor|precision|retention)/u.test(field),
    );
    for (const [, change, effect] of graded) {
      const [found] = diffPolicies({ ...samplePolicy, ...change }, samplePolicy);
      expect(found?.effect).toBe(effect === 'loosens' ? 'tightens' : 'loosens');
    }
  });

  it('loosens with a first policy, because a device without one captures nothing', () => {
    const first = diffPolicies(undefined, samplePolicy);
    expect(first.every(({ from }) => from === '-')).toBe(true);
    const loosening = first.filter(({ effect }) => effect === 'loosens').map(({ field }) => field);
    expect(loosening).toEqual(
      expect.arrayContaining(['moving', 'mon', 'retention', 'recipient fleet-office']),
    );
  });

  it('does not count dates on which neither policy is valid', () => {
    const later = {
      ...samplePolicy,
      validFromS: validUntilS,
      validUntilS: validUntilS + 86_400 * 30,
      exceptions: [],
    };
    const loosening = diffPolicies(samplePolicy, later).filter(({ field }) =>
      field.startsWith('2026-12-2'),
    );
    expect(loosening.map(({ field, effect }) => [field, effect])).toEqual([
      ['2026-12-24 (thu)', 'tightens'],
    ]);
  });
});
