/**
 * A number that looks like dice and depends on the seed of the scenario, a label and an index alone. For one seed and label, no
 * two indices below 2^32 have the same: no two devices of a fleet share a world.
 */
export function seedOf(seed: number, label: string, index: number): number {
  let salt = 0x811c9dc5 ^ seed;
  for (const character of label) {
    salt = Math.imul(salt ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return mixed((mixed(salt) ^ index) >>> 0);
}

/** The same as a share from 0 to below 1. */
export function shareOf(seed: number, label: string, index: number): number {
  return seedOf(seed, label, index) / 2 ** 32;
}

/** A permutation of the 32-bit numbers (Chris Wellons, 2018: triple32 with two rounds). */
function mixed(value: number): number {
  let next = value ^ (value >>> 16);
  next = Math.imul(next, 0x21f0aaad);
  next ^= next >>> 15;
  next = Math.imul(next, 0x735a2d97);
  return (next ^ (next >>> 15)) >>> 0;
}
