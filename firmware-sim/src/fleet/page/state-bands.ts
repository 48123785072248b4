import type { TimelineData } from '../result/timeline.ts';

/** States of a device that belong together, in the order in which they are stacked. */
const stateGroups = ['recording', 'exception', 'private', 'untrusted'] as const;
export type StateGroup = (typeof stateGroups)[number];

const groupsOfModes: Readonly<Record<string, StateGroup>> = {
  'on-duty': 'recording',
  sos: 'exception',
  'break-glass': 'exception',
  'clock-untrusted': 'untrusted',
  'no-policy': 'untrusted',
  'policy-expired': 'untrusted',
};

/** Whatever else a device says it is in, it takes no positions in it; undefined for one without power, which says nothing. */
export function stateGroupOf(mode: string): StateGroup | undefined {
  return mode === 'no-power' ? undefined : (groupsOfModes[mode] ?? 'private');
}

export interface StateBand {
  readonly group: StateGroup;
  /** Share of the time of all devices in each of its modes, the largest first. */
  readonly modes: readonly { readonly mode: string; readonly share: number }[];
  /** Share of the fleet in each step. */
  readonly steps: readonly number[];
}

export interface BandSpan {
  readonly untilS: number;
  readonly devices: number;
}

/** The states of a fleet, step by step; groups that nobody was in are left out. */
export function stateBands(
  { fromS, stepS, modes }: TimelineData,
  { untilS, devices }: BandSpan,
): readonly StateBand[] {
  const count = Math.ceil((untilS - fromS) / stepS);
  const wholeMs = (step: number): number =>
    devices * Math.min(stepS, untilS - fromS - step * stepS) * 1000;
  const allMs = devices * (untilS - fromS) * 1000;
  if (allMs <= 0) return [];
  return stateGroups.flatMap((group): StateBand[] => {
    const own = Object.entries(modes).filter(([mode]) => stateGroupOf(mode) === group);
    if (own.length === 0) return [];
    const shares = own.map(([mode, ms]) => ({
      mode,
      share: ms.reduce((sum, one) => sum + one, 0) / allMs,
    }));
    return [
      {
        group,
        modes: shares.toSorted((a, b) => b.share - a.share),
        steps: Array.from({ length: count }, (_, step) => {
          const ms = own.reduce((sum, [, of]) => sum + (of[step] ?? 0), 0);
          return ms / wholeMs(step);
        }),
      },
    ];
  });
}
