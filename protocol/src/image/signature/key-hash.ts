import { sha256 } from '@noble/hashes/sha2.js';

import { concatBytes, fromHex } from '../../bytes.ts';
import { typedPublicKey, type ImageKeyKind, type ImagePublicKey } from './image-key.ts';

export const imagePublicKeyBytes = 32;

/** The DER of SubjectPublicKeyInfo in front of the key bytes. */
const spkiPrefixes: Readonly<Record<ImageKeyKind, string>> = {
  // id-Ed25519 (RFC 8410 section 4).
  ed25519: '302a300506032b6570032100',
  // id-ecPublicKey with secp256r1 (RFC 5480 section 2), uncompressed point.
  'ecdsa-p256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
};

/**
 * The name of a signing key inside an image (TLV `KEYHASH`): SHA-256 of the encoded public key, as
 * imgtool takes it. Plain bytes are an Ed25519 key.
 */
export function imageKeyHash(publicKey: ImagePublicKey): Uint8Array {
  const { kind, bytes } = typedPublicKey(publicKey);
  return sha256(concatBytes(fromHex(spkiPrefixes[kind]) ?? new Uint8Array(), bytes));
}
