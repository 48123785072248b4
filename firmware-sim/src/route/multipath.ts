import type { Random } from '../core/ports.ts';
import { between, chance } from './dice.ts';
import type { Motion } from './day-drive.ts';
import { isInTown } from './places.ts';
import type { PlanePoint } from './plane.ts';

/** Walls are met more often by one who crawls or waits between them than by one who drives past. */
const SLOW_MPS = 8;
const ONSETS_PER_S = { slow: 1 / 60, fast: 1 / 240 };
/** The shortest detour that a receiver does not reject, the mean of what comes on top, and what no receiver believes. */
const DETOUR_MIN_M = 6;
const DETOUR_MEAN_M = 9;
const DETOUR_MAX_M = 45;
const LASTS_S = { min: 4, max: 16 };
/** How much of the way to a new error the receiver's filter goes within a second. */
const FOLLOWS_PER_S = 0.4;

/**
 * Reflections between houses: now and then a satellite is heard over a wall, and for some seconds the fix is pulled aside by
 * tens of metres. Sizes and durations are in the range of vehicle measurements in street canyons (Groves, "Principles of
 * GNSS, Inertial, and Multisensor Integrated Navigation Systems", 2nd edition, 9.4).
 */
export class Multipath {
  readonly #random: Random;
  #pull: PlanePoint = { eastM: 0, northM: 0 };
  #error: PlanePoint = { eastM: 0, northM: 0 };
  #leftS = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lets one second pass, and tells how far aside the fix is pulled. */
  observe(sample: Motion): PlanePoint {
    const onsetsPerS = sample.speedMps < SLOW_MPS ? ONSETS_PER_S.slow : ONSETS_PER_S.fast;
    if (this.#leftS > 0) this.#leftS -= 1;
    else if (isInTown(sample) && chance(this.#random, onsetsPerS)) this.#begin();
    const pull = this.#leftS > 0 ? this.#pull : { eastM: 0, northM: 0 };
    const { eastM, northM } = this.#error;
    this.#error = {
      eastM: eastM + FOLLOWS_PER_S * (pull.eastM - eastM),
      northM: northM + FOLLOWS_PER_S * (pull.northM - northM),
    };
    return this.#error;
  }

  #begin(): void {
    const random = this.#random;
    const beyondM = -DETOUR_MEAN_M * Math.log(1 - between(random, 0, 1));
    const detourM = Math.min(DETOUR_MIN_M + beyondM, DETOUR_MAX_M);
    const direction = between(random, 0, 2 * Math.PI);
    this.#pull = { eastM: detourM * Math.sin(direction), northM: detourM * Math.cos(direction) };
    this.#leftS = Math.floor(between(random, LASTS_S.min, LASTS_S.max));
  }
}
