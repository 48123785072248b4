import { driveDay, type Motion } from '../route/day-drive.ts';
import { DAY_END_MIN, DAY_START_MIN } from '../route/day-plan.ts';
import { PLACES } from '../route/places.ts';
import type { SeededRandom } from '../hardware/seeded-random.ts';

const dayS = 86_400;
const startS = DAY_START_MIN * 60;
const daySamples = (DAY_END_MIN - DAY_START_MIN) * 60;
/** How many different working days there are; each date gets one of them by the dice. */
const templates = 5;

/** Where a vehicle truly is at a local second since 1970. */
export interface Whereabouts {
  at(localS: number): Motion;
}

/** One working day, second by second. */
interface DayTable {
  readonly eastM: Float32Array;
  readonly northM: Float32Array;
  readonly speedMps: Float32Array;
  readonly bearingDeg: Float32Array;
  readonly inTunnel: Uint8Array;
}

/**
 * Where the vehicle truly is at any second: on working days one of a few generated days, with its commute, its breaks and its
 * private evening; at night and on weekends at home. The days are made when they are first asked for.
 */
export class Journey implements Whereabouts {
  readonly #dice: SeededRandom;
  readonly #days = new Map<number, DayTable>();

  constructor(dice: SeededRandom) {
    this.#dice = dice;
  }

  /** The place at a local second since 1970. */
  at(localS: number): Motion {
    const dayNumber = Math.floor(localS / dayS);
    const atS = localS - dayNumber * dayS;
    const index = atS - startS;
    // 1970-01-01 was a Thursday.
    const isWeekend = (dayNumber + 3) % 7 >= 5;
    const isAtHome = isWeekend || index < 0 || index >= daySamples;
    const day = isAtHome ? undefined : this.#dayOf(dayNumber);
    return {
      atS,
      eastM: day?.eastM[index] ?? PLACES.home.eastM,
      northM: day?.northM[index] ?? PLACES.home.northM,
      speedMps: day?.speedMps[index] ?? 0,
      bearingDeg: day?.bearingDeg[index] ?? 0,
      inTunnel: day?.inTunnel[index] === 1,
    };
  }

  #dayOf(dayNumber: number): DayTable {
    const which = Math.imul(dayNumber, 0x9e3779b1) >>> 0;
    const index = Math.floor((which / 2 ** 32) * templates);
    let table = this.#days.get(index);
    if (table === undefined) {
      table = makeDay(this.#dice.fork(`day ${index}`));
      this.#days.set(index, table);
    }
    return table;
  }
}

function makeDay(dice: SeededRandom): DayTable {
  const table: DayTable = {
    eastM: new Float32Array(daySamples),
    northM: new Float32Array(daySamples),
    speedMps: new Float32Array(daySamples),
    bearingDeg: new Float32Array(daySamples),
    inTunnel: new Uint8Array(daySamples),
  };
  for (const sample of driveDay((label) => dice.fork(label))) {
    const index = sample.atS - startS;
    table.eastM[index] = sample.eastM;
    table.northM[index] = sample.northM;
    table.speedMps[index] = sample.speedMps;
    table.bearingDeg[index] = sample.bearingDeg;
    table.inTunnel[index] = sample.inTunnel ? 1 : 0;
  }
  return table;
}
