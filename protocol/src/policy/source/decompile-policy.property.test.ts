import fc from 'fast-check';
import { expect, it } from 'vitest';

import { equalBytes } from '../../bytes.ts';
import { encodePolicy } from '../compiled-policy.ts';
import { houseExample, sampleKey } from '../sample-policy.suite.ts';
import { formatDayNumber } from '../day-number.ts';
import { compilePolicy } from './compile-policy.ts';
import { decompilePolicy } from './decompile-policy.ts';
import { parsePolicySource } from './parse-policy.ts';

const fromDay = 20_758;
const parsed = parsePolicySource(houseExample, { fileName: 'x' });
const windows = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 8 })
  .map((minutes) => {
    const sorted = minutes.toSorted((a, b) => a - b);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({
      startMin: sorted[2 * i] ?? 0,
      endMin: sorted[2 * i + 1] ?? 0,
    }));
  });
const name = fc
  .stringMatching(/^[ -~äß]{1,20}$/u)
  .filter((text) => text.trim() === text && text !== '');
const source = fc.record({
  timeZone: fc.constantFrom('Europe/Berlin', 'America/Santiago', 'Africa/Casablanca', 'Etc/GMT-1'),
  purpose: fc.constantFrom('dispatch' as const, 'proof-of-service' as const),
  reviewDay: fc.option(fc.integer({ min: fromDay + 1, max: fromDay + 300 }), { nil: undefined }),
  week: fc.array(windows, { minLength: 7, maxLength: 7 }),
  dates: fc.uniqueArray(fc.tuple(fc.integer({ min: fromDay, max: fromDay + 300 }), windows), {
    selector: ([day]) => day,
    maxLength: 9,
  }),
  retentionS: fc.integer({ min: 60, max: 100_000 }),
  precisionM: fc.integer({ min: 1, max: 100_000 }),
  carriedBy: fc.constantFrom(undefined, 'vehicle' as const, 'asset' as const, 'person' as const),
  privateSwitch: fc.constantFrom(undefined, true as const),
  name,
});

it('every compiled policy decompiles to a file of the same bytes', () => {
  fc.assert(
    fc.property(source, ({ reviewDay, dates, name: called, ...given }) => {
      if (!parsed.ok) throw new TypeError('the example is broken');
      const policy = compilePolicy(
        {
          ...parsed.source,
          ...given,
          valid: { fromDay, untilDay: fromDay + 300, reviewDay },
          exceptions: dates
            .map(([dayNumber, own]) => ({ dayNumber, windows: own }))
            .toSorted((a, b) => a.dayNumber - b.dayNumber),
          recipients: [{ name: called, publicKey: sampleKey(9) }],
        },
        { zoneData: 'x' },
      );
      const text = decompilePolicy(policy, { name: called });
      if (!text.ok) expect(`${formatDayNumber(fromDay)} ${text.fault.came}`).toBe('');
      const again = parsePolicySource(text.ok ? text.value : '', { fileName: 'again' });
      expect(again.ok && again.source.name).toBe(called);
      const bytes = again.ok && encodePolicy(compilePolicy(again.source, { zoneData: 'x' }));
      expect(bytes && equalBytes(bytes, encodePolicy(policy))).toBe(true);
    }),
    { numRuns: 60 },
  );
});
