import { sha256 } from '@noble/hashes/sha2.js';

import { concatBytes } from '../bytes.ts';

export const imagePublicKeyBytes = 32;

/** The DER of SubjectPublicKeyInfo in front of the 32 key bytes, with the algorithm id-Ed25519 (RFC 8410 section 4). */
const spkiPrefix = Uint8Array.from([
  0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
]);

/** The name of a signing key inside an image (TLV `KEYHASH`): SHA-256 of the encoded Ed25519 public key, as imgtool takes it. */
export function imageKeyHash(publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(spkiPrefix, publicKey));
}
