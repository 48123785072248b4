import type { TrackerRecord } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { dayAccount, gapsExplained } from './day-account.ts';

const day = { fromS: 0, untilS: 10_000, intervalMaxS: 600 };
const windows = [{ fromS: 4000, untilS: 8000 }];

function fix(timeS: number): TrackerRecord {
  return { kind: 'fix', timeS, latitudeE5: 4_836_000, longitudeE5: 1_089_000 };
}

function withheld(fromS: number, untilS: number): TrackerRecord {
  return { kind: 'withheld', fromS, untilS, reason: 'outside-hours' };
}

const fixes = Array.from({ length: 7 }, (_, index) => fix(4000 + index * 600));

describe('dayAccount', () => {
  test('accounts for a day of one window without leaving anything unsaid', () => {
    const records = [withheld(0, 4000), ...fixes, withheld(8000, 10_000)];
    const account = dayAccount({ records, windows, ...day });
    expect(account.map(({ state, fromS, untilS }) => [state, fromS, untilS])).toEqual([
      ['withheld', 0, 4000],
      ['captured', 4000, 8000],
      ['withheld', 8000, 10_000],
    ]);
    expect(gapsExplained(account)).toBe(true);
  });

  test('finds the evening that no record speaks about', () => {
    const account = dayAccount({ records: [withheld(0, 4000), ...fixes], windows, ...day });
    expect(account.at(-1)).toEqual({ fromS: 8000, untilS: 10_000, state: 'nothing' });
    expect(gapsExplained(account)).toBe(false);
  });

  test('finds a hole between two fixes that are further apart than the policy asks for', () => {
    const records = [withheld(0, 4000), fix(4000), fix(7500), withheld(8000, 10_000)];
    const account = dayAccount({ records, windows, ...day });
    expect(account).toContainEqual({ fromS: 4660, untilS: 7500, state: 'nothing' });
    expect(gapsExplained(account)).toBe(false);
  });

  test('shows a tunnel as time without a fix, from the moment the search began', () => {
    const tunnel: TrackerRecord = { kind: 'no-fix', timeS: 4560, reason: 'no-signal' };
    const records = [
      withheld(0, 4000),
      fix(4000),
      tunnel,
      ...fixes.slice(1),
      withheld(8000, 10_000),
    ];
    const account = dayAccount({ records, windows, ...day });
    expect(account).toContainEqual({ fromS: 4500, untilS: 4600, state: 'no-fix' });
    expect(gapsExplained(account)).toBe(true);
  });

  test('a fix outside of every window explains nothing', () => {
    const account = dayAccount({ records: [fix(9000)], windows, ...day });
    expect(account).toEqual([{ fromS: 0, untilS: 10_000, state: 'nothing' }]);
  });
});
