import { DAY_END_MIN, DAY_START_MIN, DAY_START_PLACE, planDay } from './day-plan.ts';
import type { DayPhase, Trip } from './day-plan.ts';
import type { DiceBox } from './dice.ts';
import { PLACES, type PlaceName } from './places.ts';
import type { PlanePoint } from './plane.ts';
import { drivingRoad, isInTunnel, pointAlong, reverseRoad } from './road.ts';
import { walkingRoad, withTunnel, type Road } from './road.ts';
import { Vehicle } from './vehicle.ts';

/** Where a tracker truly is at a second, and how it moves. */
export interface Motion extends PlanePoint {
  /** Local seconds after midnight. */
  readonly atS: number;
  readonly speedMps: number;
  readonly bearingDeg: number;
  readonly inTunnel: boolean;
}

/** The same on a generated day, second by second. */
export interface TrueSample extends Motion {
  /** What the person does: from the start of a trip until the next one starts. */
  readonly phase: DayPhase;
}

/**
 * Lives the planned day, one sample a second, and stops at its last second even in the middle of a
 * trip.
 */
export function* driveDay(diceOf: DiceBox): Generator<TrueSample> {
  const endS = DAY_END_MIN * 60;
  let atS = DAY_START_MIN * 60;
  let place: PlaceName = DAY_START_PLACE;
  let phase: DayPhase = 'private';
  for (const trip of planDay(diceOf('plan'))) {
    const departS =
      trip.afterStayMin === undefined ? (trip.departMin ?? 0) * 60 : atS + trip.afterStayMin * 60;
    for (; atS < Math.min(departS, endS); atS += 1) yield restingAt(place, atS, phase);
    phase = trip.phase;
    const road = roadOf(trip, place, diceOf);
    const vehicle = new Vehicle(road, diceOf(`traffic ${trip.to} ${atS}`));
    for (; atS < endS && !vehicle.arrived; atS += 1) {
      const { alongM, speedMps } = vehicle.step();
      const { eastM, northM, bearingDeg } = pointAlong(road, alongM);
      const inTunnel = isInTunnel(road, alongM);
      yield { eastM, northM, atS, speedMps, bearingDeg, inTunnel, phase };
    }
    place = trip.to;
    // What follows a private trip at home or a way to work is private time again.
    if (phase === 'commute') phase = 'private';
  }
  for (; atS < endS; atS += 1) yield restingAt(place, atS, phase);
}

function restingAt(place: PlaceName, atS: number, phase: DayPhase): TrueSample {
  const { eastM, northM } = PLACES[place];
  return { eastM, northM, atS, speedMps: 0, bearingDeg: 0, inTunnel: false, phase };
}

/** The same two places are always joined by the same road. */
function roadOf(trip: Trip, from: PlaceName, diceOf: DiceBox): Road {
  const isForward = from < trip.to;
  const [a, b] = isForward ? [from, trip.to] : [trip.to, from];
  const dice = diceOf(`road ${a} ${b}`);
  const road = trip.by === 'foot' ? walkingRoad(a, b, dice) : drivingRoad(a, b, dice);
  const way = isForward ? road : reverseRoad(road);
  return trip.tunnelM === undefined ? way : withTunnel(way, trip.tunnelM);
}
