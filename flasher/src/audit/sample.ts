import { createHash } from 'node:crypto';

/**
 * Draws some of the named devices so that anybody can draw them again: ascending by the SHA-256 of
 * seed, line feed and name.
 */
export function drawSample<T extends { readonly name: string }>(
  devices: readonly T[],
  count: number,
  seed: string,
): readonly T[] {
  const rankOf = ({ name }: T) => createHash('sha256').update(`${seed}\n${name}`).digest('hex');
  return devices
    .map((device) => ({ device, rank: rankOf(device) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ device }) => device);
}
