/** Metres east and north of the middle of Augsburg. */
export interface PlanePoint {
  readonly eastM: number;
  readonly northM: number;
}

const ORIGIN_LATITUDE = 48.37;
const ORIGIN_LONGITUDE = 10.9;
/** Length of one degree at 48.37 N on the WGS 84 ellipsoid. */
const LATITUDE_DEGREE_M = 111_206;
const LONGITUDE_DEGREE_M = 74_084;

export function toPlane(latitude: number, longitude: number): PlanePoint {
  return {
    eastM: (longitude - ORIGIN_LONGITUDE) * LONGITUDE_DEGREE_M,
    northM: (latitude - ORIGIN_LATITUDE) * LATITUDE_DEGREE_M,
  };
}

export function toDegrees(point: PlanePoint): { latitude: number; longitude: number } {
  return {
    latitude: ORIGIN_LATITUDE + point.northM / LATITUDE_DEGREE_M,
    longitude: ORIGIN_LONGITUDE + point.eastM / LONGITUDE_DEGREE_M,
  };
}

export function distanceM(a: PlanePoint, b: PlanePoint): number {
  return Math.hypot(b.eastM - a.eastM, b.northM - a.northM);
}

/** Clockwise from north, 0 to below 360. */
export function bearingDeg(from: PlanePoint, to: PlanePoint): number {
  const degrees = (Math.atan2(to.eastM - from.eastM, to.northM - from.northM) * 180) / Math.PI;
  return (degrees + 360) % 360;
}

/** The point at a share (0 to 1) of the way from `a` to `b`. */
export function pointBetween(a: PlanePoint, b: PlanePoint, share: number): PlanePoint {
  return {
    eastM: a.eastM + (b.eastM - a.eastM) * share,
    northM: a.northM + (b.northM - a.northM) * share,
  };
}
