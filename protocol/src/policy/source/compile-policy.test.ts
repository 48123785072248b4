import { describe, expect, it } from 'vitest';

import { houseExample, sampleKey, samplePolicy } from '../sample-policy.suite.ts';
import { compilePolicy } from './compile-policy.ts';
import { parsePolicySource } from './parse-policy.ts';

function sourceOf(text: string) {
  const parsed = parsePolicySource(text, { fileName: 'vans.yaml' });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.source;
}

describe('the compiler', () => {
  it('turns the example into what a person would compute', () => {
    const compiled = compilePolicy(sourceOf(houseExample), { zoneData: '2025c' });
    expect(compiled).toEqual({ ...samplePolicy, zoneData: '2025c' });
  });

  it('names its time zone data even where nobody knows the version', () => {
    expect(compilePolicy(sourceOf(houseExample)).zoneData).toMatch(/^rules:[0-9a-f]{8}$/u);
  });

  it('keeps who carries the device, its switch, and what a theft opens', () => {
    const text = houseExample.replace(
      'retention:',
      'carriedBy: person\nprivateSwitch: yes\ntheftRecovery: { every: 5 min, for: 2 d }\n' +
        'sos: { recipients: [fleet-office], every: 30 s, for: 1 h }\nretention:',
    );
    expect(compilePolicy(sourceOf(text))).toMatchObject({
      carriedBy: 'person',
      privateSwitch: true,
      theftRecovery: { intervalS: 300, durationS: 172_800 },
      sos: { recipients: [0], intervalS: 30, durationS: 3600 },
    });
  });

  it('reviews at the end when nobody set a date', () => {
    const policy = compilePolicy(sourceOf(houseExample.replace(', review: 2027-05-01', '')));
    expect(policy.reviewS).toBe(policy.validUntilS);
  });

  it('leaves out dates that the validity does not contain', () => {
    const policy = compilePolicy(sourceOf(houseExample.replace('2026-12-26', '2028-12-26')));
    expect(policy.exceptions).toHaveLength(2);
  });

  it('takes missing keys from the address book', () => {
    const source = sourceOf(houseExample.replace(/, key: [0-9a-f]+/u, ''));
    const recipients = [
      { name: 'somebody-else', publicKey: sampleKey(9) },
      { name: 'fleet-office', publicKey: sampleKey(8) },
    ];
    expect(compilePolicy(source, { recipients }).recipients).toEqual([recipients[1]]);
    expect(() => compilePolicy(source)).toThrow(
      expect.objectContaining({ code: 'POLICY_RECIPIENT' }),
    );
  });
});
