import type { AbsolutePoint, RecordsContent, RelativePoint } from '../record/attachment-content.ts';
import type { TrackPoint } from '../report/ribbon.ts';
import { metresPerE5 } from '../report/track-plane.ts';

/** Metres east and north of the first point (equirectangular at its latitude). Across 180 degrees the short way is taken. */
export function relativeTrack(points: readonly AbsolutePoint[]): RelativePoint[] {
  const first = points[0];
  if (first === undefined) return [];
  const shrink = Math.cos((first.latitudeE5 / 1e5 / 180) * Math.PI);
  const turn = 36_000_000;
  return points.map(({ timeS, latitudeE5, longitudeE5 }) => {
    const east = ((longitudeE5 - first.longitudeE5 + turn * 1.5) % turn) - turn / 2;
    return {
      timeS,
      eastM: wholeM(east * shrink),
      northM: wholeM(latitudeE5 - first.latitudeE5),
    };
  });
}

/** The track as it is drawn, whether or not the run keeps places: around nought, nought. */
export function drawnTrack({ track }: RecordsContent): TrackPoint[] {
  const points = track.places === 'relative' ? track.points : relativeTrack(track.points);
  return points.map(({ timeS, eastM, northM }) => ({
    timeS,
    latitudeE5: northM / metresPerE5,
    longitudeE5: eastM / metresPerE5,
  }));
}

function wholeM(e5: number): number {
  const metres = Math.round(e5 * metresPerE5);
  return metres === 0 ? 0 : metres;
}
