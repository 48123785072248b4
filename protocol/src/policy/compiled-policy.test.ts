import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { decodePolicy, encodePolicy, policyDigest } from './compiled-policy.ts';
import type { CompiledPolicy } from './policy.ts';
import { sampleKey, samplePolicy } from './sample-policy.suite.ts';

const [monday, ...restOfWeek] = samplePolicy.week;
const withMonday = (
  ...windows: readonly (readonly [number, number])[]
): Partial<CompiledPolicy> => ({
  week: [windows.map(([startMin, endMin]) => ({ startMin, endMin })), ...restOfWeek],
});
const [first, ...laterOffsets] = samplePolicy.offsets;
const office = { name: 'fleet-office', publicKey: sampleKey(7) };
const { intervals, validFromS, validUntilS } = samplePolicy;

/** What each broken policy changes in the sample. */
const broken: Readonly<Record<string, Partial<CompiledPolicy>>> = {
  'validity that ends before it begins': { validUntilS: validFromS },
  'validity of more than five years': { validUntilS: validFromS + 1831 * 86_400 },
  'second beyond 32 bits': {
    validUntilS: 0x1_0000_0000,
    validFromS: 0xffff_ff00,
    reviewS: 0xffff_ff01,
  },
  'fraction of a second': { reviewS: validUntilS - 0.5 },
  'review before the validity': { reviewS: validFromS },
  'review after the validity': { reviewS: validUntilS + 1 },
  'empty time zone': { timeZone: '' },
  'time zone of 65 bytes': { timeZone: 'x'.repeat(65) },
  'control character in a name': { timeZone: 'Europe/\u0007' },
  'no offset': { offsets: [] },
  'first offset after the validity begins': { offsets: [{ fromS: validFromS + 1, offsetMin: 60 }] },
  'offset of 19 hours': { offsets: [{ fromS: validFromS, offsetMin: 1140 }] },
  'offset change that changes nothing': {
    offsets: [
      { fromS: validFromS, offsetMin: 60 },
      { fromS: validFromS + 9, offsetMin: 60 },
    ],
  },
  'offset changes out of order': {
    offsets: [...(first === undefined ? [] : [first]), ...laterOffsets.toReversed()],
  },
  'offset change after the end': {
    offsets: [
      { fromS: validFromS, offsetMin: 60 },
      { fromS: validUntilS, offsetMin: 120 },
    ],
  },
  'six days in a week': { week: restOfWeek },
  'eight days in a week': { week: [...samplePolicy.week, []] },
  'empty window': withMonday([480, 480]),
  'window that ends before it starts': withMonday([720, 480]),
  'window after midnight': withMonday([480, 1441]),
  'overlapping windows': withMonday([480, 720], [700, 900]),
  'touching windows': withMonday([480, 720], [720, 900]),
  'windows out of order': withMonday([750, 990], [480, 720]),
  'nine windows on a day': withMonday(
    ...Array.from({ length: 9 }, (_, i): [number, number] => [i * 100, i * 100 + 50]),
  ),
  'date twice': {
    exceptions: [
      { dayNumber: 20_800, windows: [] },
      { dayNumber: 20_800, windows: [] },
    ],
  },
  'negative date': { exceptions: [{ dayNumber: -1, windows: [] }] },
  'no interval': { intervals: { ...intervals, movingS: 0 } },
  'interval below the floor': { intervals: { movingS: 5, parkedS: 600, floorS: 10 } },
  'floor of zero': { intervals: { ...intervals, floorS: 0 } },
  'interval of more than a day': { intervals: { ...intervals, parkedS: 86_401 } },
  'precision of zero': { precisionM: 0 },
  'precision beyond 100 km': { precisionM: 100_001 },
  'retention of nothing': { retentionS: 0 },
  'heartbeat faster than a minute': { heartbeatS: 59 },
  'heartbeat where nothing is sent': { outside: 'off', heartbeatS: 3600 },
  'unknown purpose': { purpose: 'curiosity' as never },
  'no recipient': { recipients: [] },
  'recipient twice': { recipients: [office, { ...office, name: 'other' }] },
  'recipient name twice': { recipients: [office, { ...office, publicKey: sampleKey(8) }] },
  'recipient without a name': { recipients: [{ ...office, name: '' }] },
  'recipient key off the curve': {
    recipients: [{ ...office, publicKey: new Uint8Array(65).fill(4) }],
  },
  'private switch of no': { privateSwitch: false as never },
  'theft recovery of a month and a day': {
    theftRecovery: { intervalS: 60, durationS: 31 * 86_400 },
  },
  'theft recovery every second': { theftRecovery: { intervalS: 1, durationS: 86_400 } },
  'time zone data without a name': { zoneData: '' },
  'time zone data with blanks': { zoneData: '2025 c' },
  'call for help to nobody': { sos: { recipients: [], intervalS: 30, durationS: 3600 } },
  'call for help to a stranger': { sos: { recipients: [1], intervalS: 30, durationS: 3600 } },
  'call for help to somebody twice': {
    sos: { recipients: [0, 0], intervalS: 30, durationS: 3600 },
  },
  'call for help every second': { sos: { recipients: [0], intervalS: 1, durationS: 3600 } },
  'call for help of two days': { sos: { recipients: [0], intervalS: 30, durationS: 172_800 } },
  'unknown carrier': { carriedBy: 'drone' as never },
  'compressed recipient key': { recipients: [{ ...office, publicKey: sampleKey(7).slice(0, 33) }] },
};

describe('the compiled policy', () => {
  it('survives encoding and decoding', () => {
    expect(decodePolicy(encodePolicy(samplePolicy))).toEqual({ ok: true, value: samplePolicy });
  });

  it('survives with nothing sent outside', () => {
    const policy: CompiledPolicy = { ...samplePolicy, outside: 'off', heartbeatS: 0 };
    expect(decodePolicy(encodePolicy(policy))).toEqual({ ok: true, value: policy });
  });

  it('survives with everything that may be absent', () => {
    const policy: CompiledPolicy = {
      ...samplePolicy,
      outside: 'mileage',
      carriedBy: 'person',
      privateSwitch: true,
      theftRecovery: { intervalS: 300, durationS: 172_800 },
      sos: { recipients: [0], intervalS: 30, durationS: 3600 },
      zoneData: 'rules:0123abcd',
    };
    expect(decodePolicy(encodePolicy(policy))).toEqual({ ok: true, value: policy });
  });

  it('is a few hundred bytes, and named by their SHA-256', () => {
    const bytes = encodePolicy(samplePolicy);
    expect(bytes.length).toBe(276);
    expect(toHex(policyDigest(bytes))).toMatch(/^[0-9a-f]{64}$/u);
  });

  it.each(Object.entries(broken))('is refused with a %s', (_name, change) => {
    expect(monday).toBeDefined();
    expect(() => encodePolicy({ ...samplePolicy, ...change })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(POLICY_INVALID|SCHEMA_RANGE)$/u) }),
    );
  });

  it('is refused above its size limit', () => {
    const windows = Array.from({ length: 8 }, (_, i) => ({
      startMin: i * 100 + 30,
      endMin: i * 100 + 99,
    }));
    const exceptions = Array.from({ length: 366 }, (_, i) => ({ dayNumber: 20_800 + i, windows }));
    expect(() => encodePolicy({ ...samplePolicy, exceptions })).toThrow(/6144 bytes/u);
    expect(decodePolicy(new Uint8Array(6145))).toMatchObject({
      ok: false,
      fault: { code: 'POLICY_INVALID' },
    });
  });
});
