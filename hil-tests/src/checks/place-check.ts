import { distanceM, type FixRecord } from '@feierabend/protocol';

import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';

/** Corner of a cell, a quarter of a cell of hysteresis, and the last digit of 1e-5 degrees. */
const reachInCells = Math.SQRT2 * 0.75;
const roundingM = 2;

/**
 * Fixes that do not lie where the receiver was at their time. A true time with another place, or a true place with another
 * time, is caught here, whatever the windows say.
 *
 * `timeStepS` is how far down the precision level rounds times.
 */
export function fixesOutOfPlace(
  fixes: readonly FixRecord[],
  fed: readonly FedPosition[],
  level: { readonly precisionM: number; readonly timeStepS: number },
): FixRecord[] {
  const bySecond = new Map<number, FedPosition[]>();
  for (const position of fed) {
    const second = Math.floor(position.atS);
    bySecond.set(second, [...(bySecond.get(second) ?? []), position]);
  }
  const reachM = level.precisionM * reachInCells + roundingM;
  return fixes.filter((fix) => {
    const place = { latitudeE7: fix.latitudeE5 * 100, longitudeE7: fix.longitudeE5 * 100 };
    for (let timeS = fix.timeS; timeS < fix.timeS + level.timeStepS; timeS += 1) {
      const there = bySecond.get(timeS) ?? [];
      if (there.some((position) => distanceM(position, place) <= reachM)) return false;
    }
    return true;
  });
}
