import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';

import { cryptoEngine } from '../../crypto/engine.ts';

/**
 * How people sign: EdDSA with Ed25519 (RFC 8032), and ECDSA on P-256 with SHA-256 (FIPS 186-5) for
 * those whose key lives on a card that has nothing else.
 */
export const signatureAlgorithms = ['Ed25519', 'ES256'] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** Both write 64 bytes: R and S, or r and s (RFC 9053 section 2.1). */
export const signatureBytes = 64;
/** Ed25519 seed, or the scalar of P-256, big-endian. */
export const privateKeyBytes = 32;

const ed25519KeyBytes = 32;
const p256PointBytes = 65;

/**
 * The length of a public key tells what it is: 32 bytes of Ed25519, or an uncompressed point of
 * P-256. Undefined when it is neither.
 */
export function algorithmOfKey(publicKey: Uint8Array): SignatureAlgorithm | undefined {
  if (publicKey.length === ed25519KeyBytes) return 'Ed25519';
  return publicKey.length === p256PointBytes && publicKey[0] === 4 ? 'ES256' : undefined;
}

/**
 * Whether a public key could ever verify anything: a point of its curve, and of Ed25519 none of small
 * order. A list of keys that holds another one counts a person who cannot sign.
 */
export function isUsableKey(publicKey: Uint8Array): boolean {
  try {
    const algorithm = algorithmOfKey(publicKey);
    if (algorithm === undefined) return false;
    if (algorithm === 'Ed25519') return !ed25519.Point.fromBytes(publicKey).isSmallOrder();
    p256.Point.fromBytes(publicKey).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/** Undefined when the 32 bytes are no scalar of P-256: zero, or not below its order. */
export function publicKeyFor(
  algorithm: SignatureAlgorithm,
  privateKey: Uint8Array,
): Uint8Array | undefined {
  if (privateKey.length !== privateKeyBytes) return undefined;
  if (algorithm === 'Ed25519') return cryptoEngine().ed25519PublicKey(privateKey);
  return p256.utils.isValidSecretKey(privateKey) ? p256.getPublicKey(privateKey, false) : undefined;
}

/** Without dice: Ed25519 needs none, and ECDSA takes its nonce from RFC 6979, with s below n / 2. */
export function signBytes(
  algorithm: SignatureAlgorithm,
  bytes: Uint8Array,
  privateKey: Uint8Array,
): Uint8Array {
  return algorithm === 'Ed25519'
    ? cryptoEngine().ed25519Sign(bytes, privateKey)
    : p256.sign(bytes, privateKey, { prehash: true, lowS: true });
}

export interface SignatureCheck {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * Whether a signature is the one that {@link signBytes} could have made. Ed25519 strictly by RFC 8032
 * section 5.1.7: no key of small order, no second encoding. ES256 with s below n / 2, so that nobody
 * can turn a signature into another one; other signers negate a larger s.
 */
export function verifyStrictly(algorithm: SignatureAlgorithm, check: SignatureCheck): boolean {
  return verify(algorithm, check, true);
}

/** Whether a signature is one by RFC 9053, whose ECDSA allows a second s for every signature. */
export function verifyLeniently(algorithm: SignatureAlgorithm, check: SignatureCheck): boolean {
  return verify(algorithm, check, false);
}

function verify(algorithm: SignatureAlgorithm, check: SignatureCheck, lowS: boolean): boolean {
  const { bytes, signature, publicKey } = check;
  if (algorithmOfKey(publicKey) !== algorithm || signature.length !== signatureBytes) return false;
  if (algorithm === 'Ed25519') return cryptoEngine().ed25519Verify(bytes, signature, publicKey);
  try {
    return p256.verify(signature, bytes, publicKey, { prehash: true, lowS });
  } catch {
    return false;
  }
}
