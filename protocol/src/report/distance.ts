/** A place in 1e-7 degrees. */
export interface PlaceE7 {
  readonly latitudeE7: number;
  readonly longitudeE7: number;
}

/** Mean radius of the Earth (IUGG), metres. */
const radiusM = 6_371_008.8;

/** Great-circle distance in metres by the haversine formula, within 0.6 % of the ellipsoid. */
export function distanceM(from: PlaceE7, to: PlaceE7): number {
  const latitudeFrom = radians(from.latitudeE7);
  const latitudeTo = radians(to.latitudeE7);
  const north = Math.sin((latitudeTo - latitudeFrom) / 2);
  const east = Math.sin(radians(to.longitudeE7 - from.longitudeE7) / 2);
  const haversine = north * north + Math.cos(latitudeFrom) * Math.cos(latitudeTo) * east * east;
  // Rounding may carry it above one at opposite points.
  return 2 * radiusM * Math.asin(Math.sqrt(Math.min(1, haversine)));
}

function radians(degreesE7: number): number {
  return (degreesE7 / 1e7) * (Math.PI / 180);
}
