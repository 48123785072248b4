import { distanceM, type FixRecord } from '@feierabend/protocol';

import type { FedPosition } from '../leak/needles.ts';

/** Corner of a cell, a quarter of a cell of hysteresis, and the last digit of 1e-5 degrees. */
const reachInCells = Math.SQRT2 * 0.75;
const roundingM = 2;

/** `timeStepS` is how far down the precision level rounds times. */
export interface CheckedLevel {
  readonly precisionM: number;
  readonly timeStepS: number;
}

/** Where a receiver was, second by second. */
export class FedPlaces {
  readonly #bySecond = new Map<number, FedPosition[]>();

  add(position: FedPosition): void {
    const second = Math.floor(position.atS);
    const there = this.#bySecond.get(second);
    if (there === undefined) this.#bySecond.set(second, [position]);
    else there.push(position);
  }

  /** Forgets the first seconds that were added until no more than so many are left; the last of them, if there is one. */
  keep(secondsMax: number): number | undefined {
    let forgotten: number | undefined;
    for (const second of this.#bySecond.keys()) {
      if (this.#bySecond.size <= secondsMax) break;
      this.#bySecond.delete(second);
      forgotten = second;
    }
    return forgotten;
  }

  /** Whether a fix lies where the receiver was at its time. */
  has(fix: FixRecord, { precisionM, timeStepS }: CheckedLevel): boolean {
    const reachM = precisionM * reachInCells + roundingM;
    const place = { latitudeE7: fix.latitudeE5 * 100, longitudeE7: fix.longitudeE5 * 100 };
    for (let timeS = fix.timeS; timeS < fix.timeS + timeStepS; timeS += 1) {
      const there = this.#bySecond.get(timeS) ?? [];
      if (there.some((position) => distanceM(position, place) <= reachM)) return true;
    }
    return false;
  }
}

/**
 * Fixes that do not lie where the receiver was at their time. A true time with another place, or a true place with another
 * time, is caught here, whatever the windows say.
 */
export function fixesOutOfPlace(
  fixes: readonly FixRecord[],
  fed: readonly FedPosition[],
  level: CheckedLevel,
): FixRecord[] {
  const places = new FedPlaces();
  for (const position of fed) places.add(position);
  return fixes.filter((fix) => !places.has(fix, level));
}
