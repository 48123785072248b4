import { metresPerDegree } from './cell.ts';
import type { FineFix } from './precision.ts';

/**
 * Eight hours of a van among customers: drives of a few minutes with turns, stops of ten, and
 * correlated receiver noise of two to three metres. The same seed gives the same track.
 */
export function vanTrack(intervalS: number, seed = 1): FineFix[] {
  const random = lcg(seed);
  const fixes: FineFix[] = [];
  let [northM, eastM, courseDeg, speedKmh] = [0, 0, 40, 0];
  let [noiseNorthM, noiseEastM] = [0, 0];
  for (let s = 0; s < 8 * 3600; s += 1) {
    const drives = s % 1500 < 900;
    const target = drives ? 30 + 20 * Math.sin(s / 70) : 0;
    speedKmh += (target - speedKmh) * 0.08;
    if (drives && random() < 0.02) courseDeg = (courseDeg + (random() < 0.5 ? 90 : 270)) % 360;
    northM += (speedKmh / 3.6) * Math.cos((courseDeg * Math.PI) / 180);
    eastM += (speedKmh / 3.6) * Math.sin((courseDeg * Math.PI) / 180);
    noiseNorthM = 0.98 * noiseNorthM + random() - 0.5;
    noiseEastM = 0.98 * noiseEastM + random() - 0.5;
    if (s % intervalS !== 0) continue;
    const latitude = 52.5 + (northM + 1.7 * noiseNorthM) / metresPerDegree;
    const longitude = 13.4 + (eastM + 1.7 * noiseEastM) / (metresPerDegree * 0.6088);
    fixes.push({
      timeS: 1_795_593_600 + s,
      latitudeE7: Math.round(latitude * 1e7),
      longitudeE7: Math.round(longitude * 1e7),
      altitudeM: 40 + 8 * Math.sin(northM / 900) + noiseNorthM,
      speedKmh: speedKmh < 1 ? 0 : speedKmh,
      courseDeg,
    });
  }
  return fixes;
}

/** Numerical Recipes' generator: good enough for noise, and the same everywhere. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
