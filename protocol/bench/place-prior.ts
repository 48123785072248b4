import { modelMap } from '../src/report/batch/model-map.ts';

/**
 * Where vehicles may be expected, in rough shares: not trained, for all generated tracks lie in one
 * town. Flat over all inhabited bands, so that one fix is as short nearly anywhere; a wrong guess
 * costs a few bits of the first place only.
 */
const latitudeShares = [
  // From 90 degrees south in steps of 10 degrees.
  [1, 1, 1, 1, 12, 21, 21, 16, 20],
  [20, 22, 26, 26, 26, 26, 18, 2, 1],
].flat();
const longitudeShares = [
  // From 180 degrees west in steps of 20 degrees.
  [4, 6, 14, 18, 20, 20, 18, 8, 20],
  [26, 24, 20, 20, 18, 22, 20, 18, 10],
].flat();

const bandBits = 5;

/** Start values of the two trees of bands: the share of the lower half at every node. */
export function priorProbabilities(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [models, shares] of [
    [modelMap.latitudeBand, latitudeShares],
    [modelMap.longitudeBand, longitudeShares],
  ] as const) {
    for (let node = 1; node < 1 << bandBits; node += 1) {
      const [lower, upper] = [sharesBelow(2 * node, shares), sharesBelow(2 * node + 1, shares)];
      found.set(models + node - 1, lower + upper === 0 ? 0.5 : lower / (lower + upper));
    }
  }
  return found;
}

function sharesBelow(node: number, shares: readonly number[]): number {
  if (node >= 1 << bandBits) return shares[node - (1 << bandBits)] ?? 0;
  return sharesBelow(2 * node, shares) + sharesBelow(2 * node + 1, shares);
}
