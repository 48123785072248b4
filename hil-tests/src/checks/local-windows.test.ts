import { parsePolicySource, type PolicySource } from '@feierabend/protocol/policy-source';
import { deriveKeyPair } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { demoPolicyYaml } from '../demo/demo-policy.ts';
import { isInside, localWindows } from '@feierabend/firmware-sim/controller/local-windows';

function policyAt(iso: string): PolicySource {
  const { publicKey } = deriveKeyPair(new Uint8Array(32).fill(7));
  const parsed = parsePolicySource(demoPolicyYaml(Date.parse(iso), publicKey), {
    fileName: 'policy.yaml',
  });
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems));
  return parsed.source;
}

const at = (iso: string): number => Date.parse(iso) / 1000;

describe('localWindows', () => {
  const policy = policyAt('2026-11-23T06:00:00Z');

  test('gives the windows of a Monday with its lunch break, in UTC seconds', () => {
    const spans = localWindows(policy, at('2026-11-23T00:00:00Z'), at('2026-11-23T23:00:00Z'));
    expect(spans).toEqual([
      { fromS: at('2026-11-23T07:00:00Z'), untilS: at('2026-11-23T11:00:00Z') },
      { fromS: at('2026-11-23T11:30:00Z'), untilS: at('2026-11-23T15:30:00Z') },
    ]);
  });

  test('follows the wall clock over the change to summer time', () => {
    const spans = localWindows(policy, at('2027-03-26T00:00:00Z'), at('2027-03-30T00:00:00Z'));
    expect(spans.map(({ fromS }) => new Date(fromS * 1000).toISOString())).toEqual([
      '2027-03-26T07:00:00.000Z',
      '2027-03-26T11:30:00.000Z',
      '2027-03-29T06:00:00.000Z',
      '2027-03-29T10:30:00.000Z',
    ]);
  });

  test('has nothing on a Sunday, nor before or after the validity', () => {
    expect(localWindows(policy, at('2026-11-22T00:00:00Z'), at('2026-11-22T22:00:00Z'))).toEqual(
      [],
    );
    expect(localWindows(policy, at('2026-10-26T00:00:00Z'), at('2026-10-31T22:00:00Z'))).toEqual(
      [],
    );
    expect(localWindows(policy, at('2027-11-01T00:00:00Z'), at('2027-11-05T22:00:00Z'))).toEqual(
      [],
    );
  });

  test('a window holds its first second and not its last', () => {
    const [morning] = localWindows(policy, at('2026-11-23T00:00:00Z'), at('2026-11-23T10:00:00Z'));
    const windows = morning === undefined ? [] : [morning];
    expect(isInside(windows, at('2026-11-23T07:00:00Z'))).toBe(true);
    expect(isInside(windows, at('2026-11-23T06:59:59Z'))).toBe(false);
    expect(isInside(windows, at('2026-11-23T11:00:00Z'))).toBe(false);
  });
});
