import { describe, expect, it } from 'vitest';

import vectors from '../../../vectors/policy.json' with { type: 'json' };
import { fromHex, toHex } from '../../bytes.ts';
import { decodePolicy, encodePolicy } from '../compiled-policy.ts';
import { houseExample, samplePolicy } from '../sample-policy.suite.ts';
import { compilePolicy } from './compile-policy.ts';
import { decompilePolicy } from './decompile-policy.ts';
import { parsePolicySource } from './parse-policy.ts';

function compiledAgain(text: string, zoneData?: string) {
  const parsed = parsePolicySource(text, { fileName: 'again.yaml' });
  return parsed.ok ? compilePolicy(parsed.source, { zoneData }) : parsed.problems;
}

describe('decompiling', () => {
  it('gives a file that compiles to the same bytes', () => {
    const policy = {
      ...samplePolicy,
      outside: 'mileage',
      carriedBy: 'person',
      privateSwitch: true,
      theftRecovery: { intervalS: 300, durationS: 172_800 },
      sos: { recipients: [0], intervalS: 30, durationS: 3600 },
      zoneData: '2025c',
    } as const;
    const text = decompilePolicy(policy, { name: 'Vans: "all"' });
    expect(text.ok && compiledAgain(text.value, '2025c')).toEqual(policy);
  });

  it('gives the example back as people wrote it, but for its comments', () => {
    const text = decompilePolicy(samplePolicy, { name: 'Service vans, field staff' });
    const [wanted, got] = [houseExample, text.ok ? text.value : ''].map((yaml) =>
      parsePolicySource(yaml, { fileName: 'x' }),
    );
    expect(got).toEqual(wanted);
  });

  it.each(vectors.accepts)('works for the vector of $name, or says why not', ({ bytes }) => {
    const decoded = decodePolicy(fromHex(bytes) ?? new Uint8Array());
    if (!decoded.ok) throw new TypeError('the vector is broken');
    const text = decompilePolicy(decoded.value);
    expect(text.ok).toBe(true);
    const again = text.ok ? compiledAgain(text.value, decoded.value.zoneData) : [];
    const { zoneData } = decoded.value;
    expect(toHex(encodePolicy({ ...(again as typeof samplePolicy), zoneData }))).toBe(bytes);
  });

  it.each([
    ['begins in the middle of a day', { validFromS: samplePolicy.validFromS + 60 }, /midnight/u],
    ['has a zone nobody knows', { timeZone: 'Mars/Olympus' }, /Mars/u],
    [
      'has other clock changes',
      { offsets: [{ fromS: samplePolicy.validFromS, offsetMin: 60 }] },
      /other rules for Europe\/Berlin/u,
    ],
  ])('refuses a policy that %s', (_what, change, came) => {
    expect(decompilePolicy({ ...samplePolicy, ...change })).toMatchObject({
      ok: false,
      fault: { code: 'POLICY_DECOMPILE', came: expect.stringMatching(came) },
    });
  });
});
