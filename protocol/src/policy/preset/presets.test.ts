import { describe, expect, it } from 'vitest';

import { toHex } from '../../bytes.ts';
import { encodePolicy } from '../compiled-policy.ts';
import { evaluatePolicy } from '../evaluate.ts';
import { publicHolidays } from '../holidays/public-holidays.ts';
import { lintPolicy } from '../lint/lint-policy.ts';
import { sampleKey } from '../sample-policy.suite.ts';
import { compilePolicy } from '../source/compile-policy.ts';
import { parsePolicySource } from '../source/parse-policy.ts';
import { zoneDataFingerprint } from '../source/zone-data.ts';
import { policyPresets } from './presets.ts';

const blanks = {
  name: 'Fuhrpark "Süd": 7 Fahrzeuge',
  timeZone: 'Europe/Berlin',
  from: '2026-11-01',
  until: '2027-10-31',
  review: '2027-05-01',
  holidays: '{ country: DE, state: BY }',
  recipient: { name: 'fleet-office', keyHex: toHex(sampleKey(7)) },
};

function sourceOf(text: string) {
  const parsed = parsePolicySource(text, { fileName: 'preset.yaml', holidays: publicHolidays });
  if (!parsed.ok) throw new TypeError(parsed.problems[0]?.message);
  return parsed.source;
}

describe.each(policyPresets)('the preset $key', (preset) => {
  const source = sourceOf(preset.write(blanks));
  const policy = compilePolicy(source);

  it('compiles, and the linter finds nothing at all', () => {
    const context = { nowS: policy.validFromS, zoneData: zoneDataFingerprint() };
    expect(lintPolicy(source)).toEqual([]);
    expect(lintPolicy(policy, context)).toEqual([]);
    expect(encodePolicy(policy).length).toBeLessThan(600);
  });

  it('may leave its key to the address book, and its holidays to a list', () => {
    const { recipient, ...same } = blanks;
    const text = preset.write({
      ...same,
      holidays: '[2026-12-25]',
      recipient: { name: recipient.name },
    });
    const book = [{ name: 'fleet-office', publicKey: sampleKey(7) }];
    expect(compilePolicy(sourceOf(text), { recipients: book }).recipients).toEqual(book);
  });
});

it('only the preset without people is open on Christmas night', () => {
  const timeS = Date.UTC(2026, 11, 25, 2) / 1000;
  const open = policyPresets
    .filter((preset) => evaluatePolicy(compilePolicy(sourceOf(preset.write(blanks))), timeS).open)
    .map(({ key }) => key);
  expect(open).toEqual(['unmanned-asset']);
});
