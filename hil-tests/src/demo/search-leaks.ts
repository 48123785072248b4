import { coarsen } from '@feierabend/protocol';

import { isInside } from '@feierabend/firmware-sim/controller/local-windows';
import { heldCells } from '@feierabend/firmware-sim/leak/held-cells';
import { LeakSearch, type LeakSearchResult } from '@feierabend/firmware-sim/leak/leak-search';
import { buildNeedles, type FedPosition } from '@feierabend/firmware-sim/leak/needles';
import { controlTest, leakSelfTest } from '@feierabend/firmware-sim/leak/self-test';
import type { WindowSpan } from '../report/ribbon.ts';
import type { DrivenDay } from './drive-day.ts';

export interface LeakFindings {
  readonly search: LeakSearchResult;
  readonly selfTest: { readonly planted: number; readonly found: number };
  /** Legitimate positions that were planted in the same way, and wrongly reported. */
  readonly falseAlarms: number;
  /** Different positions of private hours that were looked for. */
  readonly needles: number;
}

interface LeakSearchOptions {
  readonly day: DrivenDay;
  /** {@link fedPositions} of that day. */
  readonly fed: readonly FedPosition[];
  readonly windows: readonly WindowSpan[];
  readonly seed: number;
}

/** Looks for every position of private hours in everything the tracker let out, and for planted ones to prove that it looks. */
export function searchLeaks(options: LeakSearchOptions): LeakFindings {
  const { day, fed, windows, seed } = options;
  const needles = buildNeedles({
    fed,
    isPrivate: (atS) => !isInside(windows, Math.floor(atS)),
    coarsen: ({ atS, latitudeE7, longitudeE7 }) =>
      coarsen({ timeS: Math.floor(atS), latitudeE7, longitudeE7 }, day.policy.precisionM).fix,
    captured: fed
      .filter(({ atS }) => isInside(windows, Math.floor(atS)))
      .flatMap((position) => heldCells(position, day.policy.precisionM)),
  });
  const search = new LeakSearch(needles);
  for (const tap of day.taps) search.push(tap);
  search.pushRecords(day.received.records);
  const planted = leakSelfTest(needles, day.taps, { seed });
  return {
    search: search.finish(),
    selfTest: { planted: planted.length, found: planted.filter(({ found }) => found).length },
    falseAlarms: controlTest(needles, day.taps, { seed }).reported,
    needles: needles.count,
  };
}

export function fedPositions({ gnss }: DrivenDay): FedPosition[] {
  return gnss.feed.epochs.flatMap(({ atMs, position }) =>
    position === undefined ? [] : [{ atS: atMs / 1000, ...position }],
  );
}
