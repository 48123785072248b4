import { p256 } from '@noble/curves/nist.js';

import { cryptoEngine } from '../../crypto/engine.ts';
import { UsageError } from '../../errors.ts';

/** The kinds of signatures an image can carry here. */
export const imageKeyKinds = ['ed25519', 'ecdsa-p256'] as const;
export type ImageKeyKind = (typeof imageKeyKinds)[number];

/** A key with its kind; plain bytes are an Ed25519 key. */
export interface TypedImageKey {
  readonly kind: ImageKeyKind;
  readonly bytes: Uint8Array;
}

/** 32 bytes of Ed25519, or a P-256 point (65 bytes, or 33 compressed; SEC 1 section 2.3.3). */
export type ImagePublicKey = Uint8Array | TypedImageKey;

/** The Ed25519 seed or the P-256 scalar (most significant byte first); 32 bytes both. */
export type ImageSigningKey = Uint8Array | TypedImageKey;

const signingKeyBytes = 32;
const pointBytes = [33, 65];

/**
 * Checked and in one form: P-256 points come back uncompressed. Throws {@link UsageError}
 * `IMAGE_KEY`.
 */
export function typedPublicKey(key: ImagePublicKey): TypedImageKey {
  const { kind, bytes } =
    key instanceof Uint8Array ? { kind: 'ed25519' as const, bytes: key } : key;
  if (kind === 'ed25519') {
    if (bytes.length === 32) return { kind, bytes };
    throw wrongKey('Ed25519 public keys of 32 bytes', bytes, 'give the raw key');
  }
  const expected = 'P-256 public keys of 65 bytes, or of 33 compressed';
  if (!pointBytes.includes(bytes.length)) throw wrongKey(expected, bytes, 'give the raw point');
  try {
    return { kind, bytes: p256.Point.fromBytes(bytes).toBytes(false) };
  } catch (cause) {
    throw new UsageError({
      code: 'IMAGE_KEY',
      expected,
      came: 'one is no point of the curve',
      next: 'copy the whole key again',
      cause,
    });
  }
}

/** Throws {@link UsageError} `IMAGE_KEY` when the key cannot sign. */
export function typedSigningKey(key: ImageSigningKey): TypedImageKey {
  const typed = key instanceof Uint8Array ? { kind: 'ed25519' as const, bytes: key } : key;
  const isUsable =
    typed.kind === 'ed25519'
      ? typed.bytes.length === signingKeyBytes
      : p256.utils.isValidSecretKey(typed.bytes);
  if (isUsable) return typed;
  throw wrongKey(`a signing key (${typed.kind}) of 32 bytes`, typed.bytes, 'give the whole key');
}

/** The public half of a signing key, as {@link typedPublicKey} gives it. */
export function imagePublicKeyOf(key: ImageSigningKey): TypedImageKey {
  const { kind, bytes } = typedSigningKey(key);
  return kind === 'ed25519'
    ? { kind, bytes: cryptoEngine().ed25519PublicKey(bytes) }
    : { kind, bytes: p256.getPublicKey(bytes, false) };
}

function wrongKey(expected: string, bytes: Uint8Array, next: string): UsageError {
  return new UsageError({
    code: 'IMAGE_KEY',
    expected,
    came: `one of ${bytes.length} bytes cannot be used`,
    next: `${next}, without its DER or PEM wrapping`,
  });
}
