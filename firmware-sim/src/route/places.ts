import { toPlane, type PlanePoint } from './plane.ts';

/**
 * Where the day leads. The region is real, so that a map shows a believable drive; the spots are
 * made up and belong to nobody in particular. `home`, `bakery`, `climbingHall` and `friends` are
 * visited in private time only.
 */
export const PLACES = {
  home: toPlane(48.4252, 10.8617),
  depot: toPlane(48.3911, 10.9342),
  customerCentre: toPlane(48.3652, 10.9004),
  customerSouth: toPlane(48.3471, 10.9089),
  customerDasing: toPlane(48.3862, 11.0457),
  customerWest: toPlane(48.3384, 10.8713),
  customerPfersee: toPlane(48.3587, 10.8632),
  customerNorth: toPlane(48.3932, 10.8799),
  customerEast: toPlane(48.3748, 10.9467),
  bakery: toPlane(48.3594, 10.8572),
  climbingHall: toPlane(48.2731, 10.8912),
  friends: toPlane(48.2744, 10.8328),
} as const satisfies Record<string, PlanePoint>;

export type PlaceName = keyof typeof PLACES;

/** Where tall houses stand, and nobody drives faster than in a town: around the middle of the map. */
const TOWN_RADIUS_M = 2500;

export function isInTown({ eastM, northM }: PlanePoint): boolean {
  return Math.hypot(eastM, northM) < TOWN_RADIUS_M;
}
