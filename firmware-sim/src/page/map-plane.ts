import { markup, type Markup } from './markup.ts';

/** Metres east and north of some point. */
export interface MapPoint {
  readonly eastM: number;
  readonly northM: number;
}

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export interface MapPlane {
  readonly width: number;
  readonly height: number;
  /** Drawing units per metre. */
  readonly unitsPerM: number;
  readonly toPlane: (point: MapPoint) => PlanePoint;
}

const width = 720;
const heightMin = 260;
const heightMax = 480;
const margin = 44;
/** A parked vehicle is not blown up to the size of the paper. */
const extentMinM = 200;

/** A drawing that holds all these points: north up, the same scale in both directions. */
export function mapPlane(points: readonly MapPoint[]): MapPlane {
  const east = rangeOf(points.map(({ eastM }) => eastM));
  const north = rangeOf(points.map(({ northM }) => northM));
  const widthM = Math.max(extentMinM, east.extent);
  const heightM = Math.max(extentMinM, north.extent);
  const byWidth = (width - 2 * margin) / widthM;
  const unitsPerM = Math.min(byWidth, (heightMax - 2 * margin) / heightM);
  const height = Math.max(heightMin, Math.ceil(heightM * unitsPerM + 2 * margin));
  return {
    width,
    height,
    unitsPerM,
    toPlane: ({ eastM, northM }) => ({
      x: width / 2 + (eastM - east.middle) * unitsPerM,
      y: height / 2 - (northM - north.middle) * unitsPerM,
    }),
  };
}

export function rangeOf(values: readonly number[]): {
  readonly middle: number;
  readonly extent: number;
} {
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

export function lengthText(lengthM: number): string {
  return lengthM >= 1000 ? `${lengthM / 1000} km` : `${lengthM} m`;
}

/** A faint net with the mesh of the scale bar: distances can be read anywhere. */
export function gridLines(plane: Omit<MapPlane, 'toPlane'>, meshM: number): Markup {
  const mesh = meshM * plane.unitsPerM;
  let path = '';
  for (let x = (plane.width / 2) % mesh; x < plane.width; x += mesh)
    path += `M${fixed(x)} 0V${plane.height}`;
  for (let y = (plane.height / 2) % mesh; y < plane.height; y += mesh)
    path += `M0 ${fixed(y)}H${plane.width}`;
  return markup`<path class="grid" d="${path}"/>`;
}

export function scaleBar(plane: Omit<MapPlane, 'toPlane'>, barM: number): Markup {
  return markup`<g class="scale" transform="translate(16 ${plane.height - 16})"><path
d="M0 -6V0H${fixed(barM * plane.unitsPerM)}V-6"/><text x="6" y="-10">${lengthText(barM)}</text></g>`;
}

export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
