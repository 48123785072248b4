import { sha256 } from '@noble/hashes/sha2.js';

export const keyIdBytes = 8;

/**
 * Names a public key: the first eight bytes of its SHA-256. Enough to choose among trusted keys,
 * never to trust one.
 */
export function keyIdOf(publicKey: Uint8Array): Uint8Array {
  return sha256(publicKey).slice(0, keyIdBytes);
}
