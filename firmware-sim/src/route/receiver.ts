import type { Random } from '../core/ports.ts';
import { between, gaussian } from './dice.ts';
import type { Motion } from './day-drive.ts';
import { Multipath } from './multipath.ts';
import { toDegrees } from './plane.ts';

/** What the receiver believes. */
export interface ReceiverFix {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM: number;
  readonly speedMps: number;
  /** Left out at rest, as receivers do. */
  readonly courseDeg?: number | undefined;
}

/** One standard deviation of the slow error in each direction: about 2.5 m over ground together. */
const SLOW_ERROR_M = 1.75;
const SLOW_ERROR_KEPT_PER_S = Math.exp(-1 / 75);
const FRESH_ERROR_M = SLOW_ERROR_M * Math.sqrt(1 - SLOW_ERROR_KEPT_PER_S ** 2);
const WHITE_ERROR_M = 0.12;
const COURSE_SPEED_MIN_MPS = 0.6;

/**
 * The error of a receiver: under open sky mostly slow (a first-order Gauss-Markov process per axis,
 * 75 s), a little white; between houses pulled aside by reflections. After a tunnel it needs some
 * seconds for a first fix, and a while until that is good.
 */
export class Receiver {
  readonly #random: Random;
  readonly #multipath: Multipath;
  #eastM: number;
  #northM: number;
  #upM: number;
  #searchS = 0;
  #unsettled = 0;

  constructor(random: Random, multipath: Random) {
    this.#random = random;
    this.#multipath = new Multipath(multipath);
    this.#eastM = SLOW_ERROR_M * gaussian(random);
    this.#northM = SLOW_ERROR_M * gaussian(random);
    this.#upM = 2 * SLOW_ERROR_M * gaussian(random);
  }

  /** Lets one second pass; undefined when there is no fix. */
  observe(sample: Motion): ReceiverFix | undefined {
    const random = this.#random;
    this.#eastM = wander(this.#eastM, random, 1);
    this.#northM = wander(this.#northM, random, 1);
    this.#upM = wander(this.#upM, random, 2);
    this.#unsettled *= 0.9;
    const aside = this.#multipath.observe(sample);
    if (sample.inTunnel) {
      this.#searchS = Math.floor(between(random, 2, 6));
      this.#unsettled = 4;
      return undefined;
    }
    if (this.#searchS > 0) {
      this.#searchS -= 1;
      return undefined;
    }
    const stretch = 1 + this.#unsettled;
    const believed = {
      eastM: sample.eastM + this.#eastM * stretch + aside.eastM + WHITE_ERROR_M * gaussian(random),
      northM:
        sample.northM + this.#northM * stretch + aside.northM + WHITE_ERROR_M * gaussian(random),
    };
    const isMoving = sample.speedMps > COURSE_SPEED_MIN_MPS;
    const courseDeg = (sample.bearingDeg + 1.2 * gaussian(random) + 360) % 360;
    const { latitude, longitude } = toDegrees(believed);
    return {
      latitude,
      longitude,
      altitudeM: groundM(sample) + this.#upM * stretch + WHITE_ERROR_M * gaussian(random),
      speedMps: Math.abs(sample.speedMps + 0.04 * gaussian(random)),
      courseDeg: isMoving ? courseDeg : undefined,
    };
  }
}

function wander(errorM: number, random: Random, scale: number): number {
  return errorM * SLOW_ERROR_KEPT_PER_S + scale * FRESH_ERROR_M * gaussian(random);
}

/** Gentle made-up hills around 490 m, which is about Augsburg's height. */
function groundM({ eastM, northM }: Motion): number {
  return 490 + 9 * Math.sin(eastM / 2300) + 7 * Math.cos(northM / 3100);
}
