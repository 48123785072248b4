import { coarsen, type FixRecord } from '@feierabend/protocol';

import type { FedPosition } from './needles.ts';

/** One degree of latitude is 111.2 km. */
const e7PerMetre = 1e7 / 111_195;

/**
 * The cells a device may rightly stay in at this place: it holds a cell until the place is a quarter of a cell beyond its
 * border. Worked out from what was fed, because what was received is what the search is about.
 */
export function heldCells(
  { atS, latitudeE7, longitudeE7 }: FedPosition,
  precisionM: number,
): FixRecord[] {
  const quarterE7 = (precisionM / 4) * e7PerMetre;
  const eastE7 = quarterE7 / Math.cos((latitudeE7 * Math.PI) / 180e7);
  return [-1, 0, 1].flatMap((north) =>
    [-1, 0, 1].map((east) => {
      const place = {
        latitudeE7: Math.round(latitudeE7 + north * quarterE7),
        longitudeE7: Math.round(longitudeE7 + east * eastE7),
      };
      return coarsen({ timeS: Math.floor(atS), ...place }, precisionM).fix;
    }),
  );
}
