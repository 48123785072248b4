/** Metres of one degree of latitude on a sphere of the mean radius 6 371 008.8 m (IUGG). */
export const metresPerDegree = (Math.PI / 180) * 6_371_008.8;

/** A place in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The centre of the cell that holds the place. Rows of equal height divide the way from pole to
 * pole, and each row is divided into whole columns at the latitude of its middle, so that cells are
 * as wide as they are high at any latitude, and never smaller than `sizeM` there. Next to a pole a
 * row may be a single cell.
 */
export function cellCentre(place: Place, sizeM: number): Place {
  const rows = Math.max(1, Math.floor((180 * metresPerDegree) / sizeM));
  const height = 180 / rows;
  // The pole itself belongs to the last row, as 180 degrees east do to the first column.
  const row = Math.min(rows - 1, Math.floor((place.latitude + 90) / height));
  const latitude = (row + 0.5) * height - 90;
  const aroundM = 360 * metresPerDegree * cosDeg(latitude);
  const columns = Math.max(1, Math.floor(aroundM / sizeM));
  const width = 360 / columns;
  const column = Math.floor((place.longitude + 180) / width) % columns;
  return { latitude, longitude: (column + 0.5) * width - 180 };
}

/**
 * How far a place is from another, north and east apart, in metres. Good for places near each
 * other.
 */
export function offsetM(from: Place, to: Place): { northM: number; eastM: number } {
  const turn = to.longitude - from.longitude;
  const shorter = turn - 360 * Math.round(turn / 360);
  return {
    northM: (to.latitude - from.latitude) * metresPerDegree,
    eastM: shorter * metresPerDegree * cosDeg(from.latitude),
  };
}

function cosDeg(deg: number): number {
  return Math.cos((deg * Math.PI) / 180);
}
