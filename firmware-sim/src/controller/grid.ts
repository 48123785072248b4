import type { FixRecord } from '@feierabend/protocol';

const metresPerDegree = (Math.PI / 180) * 6_371_008.8;

type PlaceE5 = Pick<FixRecord, 'latitudeE5' | 'longitudeE5'>;

/**
 * The centre of the cell that holds a place, before it is rounded to 1e-5 degrees: by the formulas of docs/protocol/report.md, and not
 * by the code with which a device makes its cells.
 */
export function gridCentre({ latitudeE5, longitudeE5 }: PlaceE5, precisionM: number): PlaceE5 {
  const rows = Math.max(1, Math.floor((180 * metresPerDegree) / precisionM));
  const rowDegrees = 180 / rows;
  const row = Math.min(Math.floor((latitudeE5 / 1e5 + 90) / rowDegrees), rows - 1);
  const latitude = (row + 0.5) * rowDegrees - 90;
  const aroundM = 360 * metresPerDegree * Math.cos((latitude * Math.PI) / 180);
  const columnDegrees = 360 / Math.max(1, Math.floor(aroundM / precisionM));
  const column = Math.floor((longitudeE5 / 1e5 + 180) / columnDegrees);
  const longitude = (column + 0.5) * columnDegrees - 180;
  return { latitudeE5: latitude * 1e5, longitudeE5: longitude * 1e5 };
}
