import { PLACES } from '../../route/places.ts';
import type { Motion } from '../../route/day-drive.ts';
import { toPlane } from '../../route/plane.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { Journey, type Whereabouts } from '../../world/journey.ts';
import type { DevicePlan } from './device-plan.ts';
import { seedOf, shareOf } from './device-seed.ts';
import type { FleetPlan, PlannedLog } from './fleet-plan.ts';

/** How many different weeks there are: a week takes some megabytes and a second of work to make. */
const journeys = 4;
/** Each device goes so much later, at most, than the week it has: no two vehicles drive in step. */
const lateSMax = 1800;

/** Where the devices of a fleet are. What several of them have in common is made once, when the first one asks. */
export class FleetTracks {
  readonly #fleet: FleetPlan;
  readonly #journeys = new Map<number, Journey>();

  constructor(fleet: FleetPlan) {
    this.#fleet = fleet;
  }

  of({ index, track }: Pick<DevicePlan, 'index' | 'track'>): Whereabouts {
    const { seed, logs } = this.#fleet;
    const lateS = Math.floor(shareOf(seed, 'late', index) * lateSMax);
    if (track === 'parked') return parkedAt(seed, index);
    if (track === 'city') {
      const journey = this.#journey(seedOf(seed, 'week', index) % journeys);
      const elsewhere = elsewhereOf(seed, index);
      return { at: (localS) => elsewhere(journey.at(localS - lateS)) };
    }
    const log = logs[track.log];
    return log === undefined ? parkedAt(seed, index) : alongLog(log, lateS);
  }

  #journey(number: number): Journey {
    let journey = this.#journeys.get(number);
    if (journey === undefined) {
      journey = new Journey(new SeededRandom(seedOf(this.#fleet.seed, 'journey', number)));
      this.#journeys.set(number, journey);
    }
    return journey;
  }
}

/** Turns the map around the depot, and mirrors it for half of the devices: no two vehicles have the same home or the same roads. */
function elsewhereOf(seed: number, index: number): (motion: Motion) => Motion {
  const turnDeg = shareOf(seed, 'turn', index) * 360;
  const isMirrored = shareOf(seed, 'mirror', index) < 0.5;
  const [sine, cosine] = [Math.sin(turnDeg * radPerDeg), Math.cos(turnDeg * radPerDeg)];
  const { eastM: x, northM: y } = PLACES.depot;
  return ({ atS, eastM, northM, speedMps, bearingDeg, inTunnel }) => {
    const east = isMirrored ? x - eastM : eastM - x;
    const north = northM - y;
    return {
      atS,
      eastM: x + east * cosine + north * sine,
      northM: y + north * cosine - east * sine,
      speedMps,
      bearingDeg: (turnDeg + (isMirrored ? 360 - bearingDeg : bearingDeg)) % 360,
      inTunnel,
    };
  };
}

const radPerDeg = Math.PI / 180;
const daySeconds = 86_400;

/** At a place of its own within five kilometres of the depot. */
function parkedAt(seed: number, index: number): Whereabouts {
  const eastM = PLACES.depot.eastM + (shareOf(seed, 'east', index) - 0.5) * 10_000;
  const northM = PLACES.depot.northM + (shareOf(seed, 'north', index) - 0.5) * 10_000;
  const [speedMps, bearingDeg, inTunnel] = [0, 0, false];
  return {
    at: (localS) => ({
      atS: localS % daySeconds,
      eastM,
      northM,
      speedMps,
      bearingDeg,
      inTunnel,
    }),
  };
}

/** Through the log over and over again, from where the time of day falls in it. */
function alongLog({ latitude, longitude }: PlannedLog, lateS: number): Whereabouts {
  const seconds = latitude.length;
  const placeAt = (localS: number) => {
    const at = (((localS - lateS) % seconds) + seconds) % seconds;
    return toPlane(latitude[at] ?? 0, longitude[at] ?? 0);
  };
  return {
    at(localS) {
      const [before, here] = [placeAt(localS - 1), placeAt(localS)];
      const [eastM, northM] = [here.eastM - before.eastM, here.northM - before.northM];
      const speedMps = Math.hypot(eastM, northM);
      // Where the log begins again, the vehicle jumps; it did not drive that fast.
      const isJump = speedMps > 70;
      return {
        atS: localS % daySeconds,
        eastM: here.eastM,
        northM: here.northM,
        speedMps: isJump ? 0 : speedMps,
        bearingDeg: ((Math.atan2(eastM, northM) * 180) / Math.PI + 360) % 360,
        inTunnel: false,
      };
    },
  };
}
