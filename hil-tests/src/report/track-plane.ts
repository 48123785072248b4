import type { TrackPoint } from './ribbon.ts';

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export interface TrackPlane {
  readonly width: number;
  readonly height: number;
  /** Drawing units per metre. */
  readonly unitsPerM: number;
  readonly toPlane: (point: TrackPoint) => PlanePoint;
}

/** Mean metres of 10^-5 degrees of latitude. */
export const metresPerE5 = 1.111_95;

const width = 720;
const heightMin = 260;
const heightMax = 480;
const margin = 44;
/** A parked vehicle is not blown up to the size of the paper. */
const extentMinM = 200;

/**
 * A flat drawing of a few kilometres: metres east and north of the middle (equirectangular at the
 * middle latitude), north up, the same scale in both directions.
 */
export function trackPlane(track: readonly TrackPoint[]): TrackPlane {
  const latitudes = rangeOf(track.map(({ latitudeE5 }) => latitudeE5));
  // A track that crosses 180 degrees would span the globe; measured from its first point it does
  // not.
  const origin = track[0]?.longitudeE5 ?? 0;
  const east = ({ longitudeE5 }: TrackPoint) => {
    const turn = 36_000_000;
    return ((longitudeE5 - origin + turn * 1.5) % turn) - turn / 2;
  };
  const longitudes = rangeOf(track.map(east));
  const shrink = Math.cos((latitudes.middle / 1e5 / 180) * Math.PI);
  const widthM = Math.max(extentMinM, longitudes.extent * metresPerE5 * shrink);
  const heightM = Math.max(extentMinM, latitudes.extent * metresPerE5);
  const byWidth = (width - 2 * margin) / widthM;
  const unitsPerM = Math.min(byWidth, (heightMax - 2 * margin) / heightM);
  const height = Math.max(heightMin, Math.ceil(heightM * unitsPerM + 2 * margin));
  return {
    width,
    height,
    unitsPerM,
    toPlane: (point) => ({
      x: width / 2 + (east(point) - longitudes.middle) * metresPerE5 * shrink * unitsPerM,
      y: height / 2 - (point.latitudeE5 - latitudes.middle) * metresPerE5 * unitsPerM,
    }),
  };
}

function rangeOf(values: readonly number[]): { readonly middle: number; readonly extent: number } {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return values.length === 0
    ? { middle: 0, extent: 0 }
    : { middle: (lowest + highest) / 2, extent: highest - lowest };
}

/** The longest of 1, 2, 5 times a power of ten that is at most `lengthMaxM`. */
export function roundLengthM(lengthMaxM: number): number {
  const power = 10 ** Math.floor(Math.log10(lengthMaxM));
  return ([5, 2, 1].find((step) => step * power <= lengthMaxM) ?? 1) * power;
}
