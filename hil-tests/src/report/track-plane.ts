import {
  mapPlane,
  rangeOf,
  type MapPlane,
  type PlanePoint,
} from '@feierabend/firmware-sim/page/map-plane';

import type { TrackPoint } from './ribbon.ts';

export interface TrackPlane extends Omit<MapPlane, 'toPlane'> {
  readonly toPlane: (point: TrackPoint) => PlanePoint;
}

/** Mean metres of 10^-5 degrees of latitude. */
export const metresPerE5 = 1.111_95;

/**
 * A flat drawing of a few kilometres: metres east and north of the middle (equirectangular at the
 * middle latitude), north up, the same scale in both directions.
 */
export function trackPlane(track: readonly TrackPoint[]): TrackPlane {
  const { middle } = rangeOf(track.map(({ latitudeE5 }) => latitudeE5));
  // A track that crosses 180 degrees would span the globe; measured from its first point it does
  // not.
  const origin = track[0]?.longitudeE5 ?? 0;
  const east = ({ longitudeE5 }: TrackPoint) => {
    const turn = 36_000_000;
    return ((longitudeE5 - origin + turn * 1.5) % turn) - turn / 2;
  };
  const shrink = Math.cos((middle / 1e5 / 180) * Math.PI);
  const toMetres = (point: TrackPoint) => ({
    eastM: east(point) * metresPerE5 * shrink,
    northM: point.latitudeE5 * metresPerE5,
  });
  const { toPlane, ...plane } = mapPlane(track.map(toMetres));
  return { ...plane, toPlane: (point) => toPlane(toMetres(point)) };
}
