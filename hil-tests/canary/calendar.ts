import type { CompiledPolicy, PolicyWindow } from '@feierabend/protocol';

const dayS = 86_400;

/** The clocks of Berlin in 2026, and half a year around it. */
export const offsets: CompiledPolicy['offsets'] = [
  { fromS: Date.UTC(2025, 9, 26, 1) / 1000, offsetMin: 60 },
  { fromS: Date.UTC(2026, 2, 29, 1) / 1000, offsetMin: 120 },
  { fromS: Date.UTC(2026, 9, 25, 1) / 1000, offsetMin: 60 },
  { fromS: Date.UTC(2027, 2, 28, 1) / 1000, offsetMin: 120 },
];

const window = (from: number, until: number): PolicyWindow => ({
  startMin: Math.round(from * 60),
  endMin: Math.round(until * 60),
});

/** Hours of people who work: a break at noon, none, or two short ones. */
export const workdays: readonly (readonly PolicyWindow[])[] = [
  [window(8, 12), window(12.5, 16.5)],
  [window(9, 17)],
  [window(6, 10), window(10.25, 14), window(14.5, 18)],
];

/** A minute of the local day as a UTC second; the hours that the clocks skip or repeat are not asked for. */
export function localS(dayNumber: number, minutes: number): number {
  const wallS = dayNumber * dayS + minutes * 60;
  const offset = offsets.findLast(({ fromS, offsetMin }) => wallS - offsetMin * 60 >= fromS);
  return wallS - (offset?.offsetMin ?? 60) * 60;
}

export function isSunday(dayNumber: number): boolean {
  // 1970-01-01 was a Thursday.
  return (dayNumber + 3) % 7 === 6;
}
