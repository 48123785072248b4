import { distanceM, type FixRecord } from '@feierabend/protocol';

import type { FedPosition } from '../leak/needles.ts';

/** Corner of a cell, a quarter of a cell of hysteresis, and the last digit of 1e-5 degrees. */
const reachInCells = Math.SQRT2 * 0.75;
const roundingM = 2;
/** Room for so many at least. */
const placesMin = 32;

/** `timeStepS` is how far down the precision level rounds times. */
export interface CheckedLevel {
  readonly precisionM: number;
  readonly timeStepS: number;
}

/** Where a receiver was, second by second. A receiver at work tells each second, so none takes an object of its own. */
export class FedPlaces {
  /** Ascending, and beside each the place; in use from {@link #first} on. */
  #seconds = new Uint32Array(placesMin);
  #places = new Int32Array(2 * placesMin);
  #first = 0;
  #end = 0;

  add({ atS, latitudeE7, longitudeE7 }: FedPosition): void {
    if (this.#end === this.#seconds.length) this.#makeRoom();
    const second = Math.floor(atS);
    const at = this.#indexAfter(second);
    // A receiver whose date leaps back tells of earlier seconds later.
    this.#seconds.copyWithin(at + 1, at, this.#end);
    this.#places.copyWithin(2 * at + 2, 2 * at, 2 * this.#end);
    this.#seconds[at] = second;
    this.#places[2 * at] = Math.round(latitudeE7);
    this.#places[2 * at + 1] = Math.round(longitudeE7);
    this.#end += 1;
  }

  /** Forgets the earliest ones until no more than so many are left; the second of the last of them, if there is one. */
  keep(placesMax: number): number | undefined {
    const gone = this.#end - this.#first - placesMax;
    if (gone <= 0) return undefined;
    this.#first += gone;
    return this.#seconds[this.#first - 1];
  }

  /** Those that it knows, by time. */
  *all(): Generator<FedPosition> {
    for (let at = this.#first; at < this.#end; at += 1) {
      const [latitudeE7 = 0, longitudeE7 = 0] = this.#places.subarray(2 * at, 2 * at + 2);
      yield { atS: this.#seconds[at] ?? 0, latitudeE7, longitudeE7 };
    }
  }

  /** Whether a fix lies where the receiver was at its time. */
  has(fix: FixRecord, { precisionM, timeStepS }: CheckedLevel): boolean {
    const reachM = precisionM * reachInCells + roundingM;
    const place = { latitudeE7: fix.latitudeE5 * 100, longitudeE7: fix.longitudeE5 * 100 };
    const endS = fix.timeS + timeStepS;
    for (let at = this.#indexAfter(fix.timeS - 1); at < this.#end; at += 1) {
      if ((this.#seconds[at] ?? endS) >= endS) return false;
      const [latitudeE7 = 0, longitudeE7 = 0] = this.#places.subarray(2 * at, 2 * at + 2);
      if (distanceM({ latitudeE7, longitudeE7 }, place) <= reachM) return true;
    }
    return false;
  }

  /** Index behind the last one up to a second, by bisection. */
  #indexAfter(second: number): number {
    let low = this.#first;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seconds[middle] ?? 0) <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Half as much again, and what was forgotten makes way. */
  #makeRoom(): void {
    const [seconds, places] = [this.#seconds, this.#places];
    const [first, count] = [this.#first, this.#end - this.#first];
    const room = Math.ceil(Math.max(placesMin, count * 1.5));
    this.#seconds = new Uint32Array(room);
    this.#places = new Int32Array(2 * room);
    this.#seconds.set(seconds.subarray(first, this.#end));
    this.#places.set(places.subarray(2 * first, 2 * this.#end));
    [this.#first, this.#end] = [0, count];
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
