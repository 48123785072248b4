import { encodeEntry, type JournalDetail } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { ToldModes } from './told-modes.ts';

/** Modes with their seconds, as a journal tells of them. */
const journal = (...changes: readonly (readonly [mode: string, atS: number | null])[]) =>
  changes.map(([mode, atS], index) => {
    const detail: JournalDetail = { mode };
    return encodeEntry({ index, kind: 'mode', atS, uptimeMs: index, detail });
  });

function untold(entries: readonly Uint8Array[], ...timesS: readonly number[]): number | undefined {
  const modes = new ToldModes();
  for (const timeS of timesS) {
    modes.take([{ kind: 'fix', timeS, latitudeE5: 1, longitudeE5: 2 }]);
  }
  return modes.untoldS(entries);
}

describe('the modes of a journal', () => {
  const day = journal(['off-duty', 0], ['on-duty', 1000], ['break', 5000], ['on-duty', 9000]);

  it('tell of every place that was taken while the device was open, by a clock that is near', () => {
    expect(untold(day, 1000, 1060, 4990, 9000, 20_000)).toBeUndefined();
    expect(untold(day, 980, 5030)).toBeUndefined();
    expect(untold(journal(['sos', null], ['off-duty', 300]), 200)).toBeUndefined();
    expect(untold(day)).toBeUndefined();
  });

  it('do not tell of one that is from before, from between, or of which nothing is written', () => {
    expect(untold(day, 500, 1000)).toBe(500);
    expect(untold(day, 4900, 5200, 5300)).toBe(5300);
    expect(untold(day, 7000)).toBe(7000);
    expect(untold([], 1000)).toBe(1000);
    expect(untold(journal(['announced', 900], ['off-duty', 0]), 1000)).toBe(1000);
  });
});
