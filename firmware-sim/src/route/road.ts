import type { Random } from '../core/ports.ts';
import { between } from './dice.ts';
import { isInTown, PLACES, type PlaceName } from './places.ts';
import { bearingDeg, distanceM, pointBetween, type PlanePoint } from './plane.ts';

/** A way from one place to another: bends in order, and what may be driven up to each of them. */
export interface Road {
  readonly lengthM: number;
  readonly bends: readonly Bend[];
  /** A stretch without a view of the sky, and without traffic lights. */
  readonly tunnel?: { readonly fromM: number; readonly untilM: number };
}

export interface Bend extends PlanePoint {
  /** Distance from the start of the road. */
  readonly alongM: number;
  /** Limit on the stretch that ends here. */
  readonly limitMps: number;
  /** What the turn here allows. */
  readonly turnMps: number;
}

const KMH = 1 / 3.6;
const STRETCH_MAX_M = 350;
const WALK_MPS = 1.35;
const TOWN_MPS = 50 * KMH;

/**
 * Bends a straight line as streets do: each half is shifted sideways, down to stretches of a few
 * hundred metres.
 */
export function drivingRoad(from: PlaceName, to: PlaceName, random: Random): Road {
  const points = [PLACES[from], ...midpoints(PLACES[from], PLACES[to], random), PLACES[to]];
  const directM = distanceM(PLACES[from], PLACES[to]);
  return measure(points, (point, alongM, lengthM) => {
    const limitMps = speedLimitMps(alongM, lengthM, directM);
    return isInTown(point) ? Math.min(limitMps, TOWN_MPS) : limitMps;
  });
}

/** Pavements: the same bends, at a walker's pace. */
export function walkingRoad(from: PlaceName, to: PlaceName, random: Random): Road {
  const points = [PLACES[from], ...midpoints(PLACES[from], PLACES[to], random), PLACES[to]];
  return measure(points, () => WALK_MPS);
}

/** The same road with a tunnel of the given length in its middle. */
export function withTunnel(road: Road, tunnelM: number): Road {
  const middleM = road.lengthM / 2;
  return { ...road, tunnel: { fromM: middleM - tunnelM / 2, untilM: middleM + tunnelM / 2 } };
}

export function isInTunnel(road: Road, alongM: number): boolean {
  const { tunnel } = road;
  return tunnel !== undefined && alongM > tunnel.fromM && alongM < tunnel.untilM;
}

/** The same road in the other direction. */
export function reverseRoad(road: Road): Road {
  const limits = road.bends.map((bend) => bend.limitMps);
  const bends = road.bends.toReversed().map((bend, i) => ({
    eastM: bend.eastM,
    northM: bend.northM,
    alongM: road.lengthM - bend.alongM,
    limitMps: limits[Math.min(limits.length - i, limits.length - 1)] ?? WALK_MPS,
    turnMps: bend.turnMps,
  }));
  return { lengthM: road.lengthM, bends };
}

/** The place on the road at a distance from its start, and the bearing there. */
export function pointAlong(road: Road, alongM: number): PlanePoint & { bearingDeg: number } {
  const { bends } = road;
  const after = bends.findIndex((bend) => bend.alongM > alongM);
  const i = after < 0 ? bends.length - 1 : Math.max(after, 1);
  const [a, b] = [bends[i - 1], bends[i]];
  if (a === undefined || b === undefined) return { eastM: 0, northM: 0, bearingDeg: 0 };
  const share = Math.min((alongM - a.alongM) / (b.alongM - a.alongM), 1);
  const { eastM, northM } = pointBetween(a, b, share);
  return { eastM, northM, bearingDeg: bearingDeg(a, b) };
}

function midpoints(a: PlanePoint, b: PlanePoint, random: Random): PlanePoint[] {
  const lengthM = distanceM(a, b);
  if (lengthM < STRETCH_MAX_M) return [];
  const aside = between(random, -0.13, 0.13);
  const straight = pointBetween(a, b, between(random, 0.42, 0.58));
  const middle = {
    eastM: straight.eastM - (b.northM - a.northM) * aside,
    northM: straight.northM + (b.eastM - a.eastM) * aside,
  };
  return [...midpoints(a, middle, random), middle, ...midpoints(middle, b, random)];
}

/** Quiet street, main street, and on long ways a trunk road in the middle. */
function speedLimitMps(alongM: number, lengthM: number, directM: number): number {
  const fromEndM = Math.min(alongM, lengthM - alongM);
  if (fromEndM < 450) return 30 * KMH;
  if (directM < 6000 || fromEndM < 2500) return 50 * KMH;
  return fromEndM < 4000 ? 70 * KMH : 100 * KMH;
}

function measure(
  points: readonly PlanePoint[],
  limitMps: (point: PlanePoint, alongM: number, lengthM: number) => number,
): Road {
  const alongM = [0];
  for (const [i, point] of points.slice(1).entries()) {
    alongM.push((alongM[i] ?? 0) + distanceM(points[i] ?? point, point));
  }
  const lengthM = alongM.at(-1) ?? 0;
  const bends = points.map((point, i) => ({
    eastM: point.eastM,
    northM: point.northM,
    alongM: alongM[i] ?? 0,
    limitMps: limitMps(point, alongM[i] ?? 0, lengthM),
    turnMps: turnMps(points[i - 1], point, points[i + 1]),
  }));
  return { lengthM, bends };
}

function turnMps(
  before: PlanePoint | undefined,
  at: PlanePoint,
  after: PlanePoint | undefined,
): number {
  if (before === undefined || after === undefined) return Number.POSITIVE_INFINITY;
  const turn = Math.abs(bearingDeg(before, at) - bearingDeg(at, after));
  const turnDeg = Math.min(turn, 360 - turn);
  if (turnDeg > 55) return 18 * KMH;
  if (turnDeg > 35) return 30 * KMH;
  return turnDeg > 20 ? 55 * KMH : Number.POSITIVE_INFINITY;
}
