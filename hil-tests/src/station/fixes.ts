import type { FixRecord, TrackerRecord } from '@feierabend/protocol';

import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';
import type { WindowSpan } from '../report/ribbon.ts';
import type { DrivenEpoch } from './drive.ts';

export function fixesIn(records: readonly TrackerRecord[]): FixRecord[] {
  return records.filter((record) => record.kind === 'fix');
}

export function fedPositions(epochs: readonly DrivenEpoch[]): FedPosition[] {
  return epochs.map(({ atMs, position }) => ({ atS: atMs / 1000, ...position }));
}

/** Near an edge of a window, in seconds. */
const nearS = 60;

/** What was found where a window should begin or end, in seconds too late; a text where nothing was found. */
type EdgeError = number | 'no fix near it';

export interface Edges {
  readonly opening: readonly EdgeError[];
  readonly closing: readonly EdgeError[];
}

/**
 * Where the captured seconds begin and end, against the windows of the policy. Exact to the second where the receiver spoke
 * in each of them and the policy takes each of them.
 */
export function edgeErrors(fixes: readonly FixRecord[], windows: readonly WindowSpan[]): Edges {
  const near = (atS: number) =>
    fixes.map(({ timeS }) => timeS).filter((timeS) => Math.abs(timeS - atS) <= nearS);
  const error = (found: readonly number[], value: (times: readonly number[]) => number) =>
    found.length === 0 ? ('no fix near it' as const) : value(found);
  return {
    opening: windows.map(({ fromS }) => error(near(fromS), (times) => Math.min(...times) - fromS)),
    closing: windows.map(({ untilS }) =>
      error(near(untilS), (times) => Math.max(...times) + 1 - untilS),
    ),
  };
}
