import type { Random } from '../core/ports.ts';
import { between, chance } from './dice.ts';
import { isInTunnel, type Bend, type Road } from './road.ts';

export const ACCELERATION_MAX = 1.7;
export const BRAKING_MAX = 2.9;
/**
 * Drivers begin to brake as if this were all they had; the rest is reserve for the step of one
 * second.
 */
const BRAKING_PLANNED = 1.5;

const SIGHT_M = 400;

export interface MotionState {
  /** Distance from the start of the road. */
  readonly alongM: number;
  readonly speedMps: number;
}

interface Hindrance {
  readonly alongM: number;
  readonly speedMps: number;
}

interface TrafficLight {
  readonly alongM: number;
  readonly redS: number;
}

/**
 * Moves along a road at one step a second, from rest to rest, and stops at the red lights that the
 * dice put there.
 */
export class Vehicle {
  readonly #road: Road;
  readonly #random: Random;
  readonly #lights: TrafficLight[];
  #alongM = 0;
  #speedMps = 0;
  #waitS = 0;
  #mood = 1;

  constructor(road: Road, random: Random) {
    this.#road = road;
    this.#random = random;
    this.#lights = road.bends
      .slice(1, -1)
      .filter((bend) => !isInTunnel(road, bend.alongM))
      .flatMap((bend) => trafficLight(bend, random));
  }

  get arrived(): boolean {
    return this.#alongM >= this.#road.lengthM && this.#speedMps === 0;
  }

  /** Lets one second pass. */
  step(): MotionState {
    if (this.#waitS > 0) {
      this.#waitS -= 1;
      return this.#state();
    }
    // How briskly one drives wanders slowly around the limit.
    this.#mood += 0.1 * (between(this.#random, 0.86, 1.06) - this.#mood);
    const stopM = this.#lights[0]?.alongM ?? this.#road.lengthM;
    const wanted = this.#wantedSpeedMps(stopM);
    const speedMps = Math.min(
      Math.max(wanted, this.#speedMps - BRAKING_MAX, 0),
      this.#speedMps + ACCELERATION_MAX,
    );
    const alongM = Math.min(this.#alongM + speedMps, stopM);
    const isStopping = alongM >= stopM - 0.5 && speedMps <= BRAKING_MAX;
    this.#alongM = isStopping ? stopM : alongM;
    this.#speedMps = isStopping ? 0 : speedMps;
    if (isStopping) this.#waitS = this.#lights.shift()?.redS ?? 0;
    return this.#state();
  }

  #state(): MotionState {
    return { alongM: this.#alongM, speedMps: this.#speedMps };
  }

  #wantedSpeedMps(stopM: number): number {
    let wanted = approachMps({ alongM: stopM, speedMps: 0 }, this.#alongM, this.#speedMps);
    const { bends } = this.#road;
    for (const [i, bend] of bends.entries()) {
      if (bend.alongM <= this.#alongM) continue;
      const previousM = bends[i - 1]?.alongM ?? 0;
      if (previousM > this.#alongM + SIGHT_M) break;
      const limit = { alongM: previousM, speedMps: bend.limitMps * this.#mood };
      const turn = { alongM: bend.alongM, speedMps: bend.turnMps };
      for (const hindrance of [limit, turn]) {
        wanted = Math.min(wanted, approachMps(hindrance, this.#alongM, this.#speedMps));
      }
    }
    return wanted;
  }
}

/**
 * The speed from which planned braking still reaches the hindrance slowly enough, one second from
 * now.
 */
function approachMps(hindrance: Hindrance, alongM: number, speedMps: number): number {
  const leftM = Math.max(hindrance.alongM - alongM - speedMps, 0);
  return Math.sqrt(hindrance.speedMps ** 2 + 2 * BRAKING_PLANNED * leftM);
}

function trafficLight(bend: Bend, random: Random): TrafficLight[] {
  const inTown = bend.limitMps > 9 && bend.limitMps < 15;
  const redS = Math.floor(between(random, 8, 55));
  return inTown && chance(random, 0.22) ? [{ alongM: bend.alongM, redS }] : [];
}
