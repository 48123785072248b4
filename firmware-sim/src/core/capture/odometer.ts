import { distanceM, type PlaceE7 } from '@feierabend/protocol';

/** Receiver noise moves a standing device by some metres: shorter steps are not counted until they add up. */
const stepM = 25;
/** Faster than this no vehicle went: the receiver was wrong about one of the two places. */
const fastestMetresPerS = 90;

/**
 * Counts how far the device went.
 *
 * **Invariant:** lives inside the driver, in RAM. One place is kept to measure the next step from, nothing gives it out, and
 * it is forgotten as soon as nothing is to be counted.
 */
export class Odometer {
  #from: (PlaceE7 & { readonly timeMs: number }) | undefined;
  #metres = 0;

  add({ latitudeE7, longitudeE7 }: PlaceE7, timeMs: number): void {
    const place = { latitudeE7, longitudeE7, timeMs };
    const from = this.#from;
    const metres = from === undefined ? 0 : distanceM(from, place);
    if (from !== undefined && metres < stepM) return;
    this.#from = place;
    const seconds = from === undefined ? 0 : (timeMs - from.timeMs) / 1000;
    if (metres <= seconds * fastestMetresPerS) this.#metres += metres;
  }

  /** Forgets the place. */
  pause(): void {
    this.#from = undefined;
  }

  /** What was counted since the last call, in steps of 100 m; the rest is kept for the next. */
  take(): number {
    const whole = Math.floor(this.#metres / 100) * 100;
    this.#metres -= whole;
    return whole;
  }
}
