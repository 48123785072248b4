import { p256 } from '@noble/curves/nist.js';

import { cryptoEngine } from '../../crypto/engine.ts';
import {
  imagePublicKeyOf,
  typedSigningKey,
  type ImageKeyKind,
  type ImageSigningKey,
  type TypedImageKey,
} from './image-key.ts';
import { imageKeyHash } from './key-hash.ts';
import { TlvType, type TlvEntry } from '../tlv.ts';

/** A signature of a kind we can check, with the key it names. */
export interface ImageSignature {
  readonly kind: ImageKeyKind;
  /** SHA-256 of the encoded public key; absent when the image names none. */
  readonly keyHash: Uint8Array | undefined;
  readonly value: Uint8Array;
}

const signatureTypes: Readonly<Record<ImageKeyKind, number>> = {
  ed25519: TlvType.ed25519,
  'ecdsa-p256': TlvType.ecdsa,
};

/** As MCUboot reads them: a key hash names the key of the signatures behind it. */
export function imageSignatures(tlvs: readonly TlvEntry[]): readonly ImageSignature[] {
  let keyHash: Uint8Array | undefined;
  const signatures: ImageSignature[] = [];
  for (const { type, value } of tlvs) {
    if (type === TlvType.keyHash) keyHash = value;
    if (type === TlvType.ed25519) signatures.push({ kind: 'ed25519', keyHash, value });
    if (type === TlvType.ecdsa) signatures.push({ kind: 'ecdsa-p256', keyHash, value });
  }
  return signatures;
}

/** Key hash and signature over the SHA-256 of the image, in the order of imgtool. */
export function signatureTlvs(digest: Uint8Array, signingKey: ImageSigningKey): TlvEntry[] {
  const { kind, bytes } = typedSigningKey(signingKey);
  // RFC 6979 in its plain form: the same image and key give the same bytes.
  const value =
    kind === 'ed25519'
      ? cryptoEngine().ed25519Sign(digest, bytes)
      : p256.sign(digest, bytes, { prehash: false, format: 'der' });
  return [
    { type: TlvType.keyHash, value: imageKeyHash(imagePublicKeyOf(signingKey)) },
    { type: signatureTypes[kind], value },
  ];
}

/** Whether the key has signed this digest. Never throws, whatever the signature is. */
export function isSignedBy(
  key: TypedImageKey,
  digest: Uint8Array,
  { kind, value }: ImageSignature,
): boolean {
  if (key.kind !== kind) return false;
  try {
    // RFC 8032 strictly: no second encoding of a point, no key of small order.
    if (kind === 'ed25519') {
      return value.length === 64 && cryptoEngine().ed25519Verify(digest, value, key.bytes);
    }
    const der = withoutPadding(value);
    // MCUboot and imgtool take both halves of the S range; a second form of a signature gains
    // nothing here, because it is over the same digest.
    return p256.verify(der, digest, key.bytes, { prehash: false, lowS: false, format: 'der' });
  } catch {
    return false;
  }
}

/** MCUboot before 1.5 had signatures of 72 bytes: DER, and up to two zeros behind it. */
function withoutPadding(signature: Uint8Array): Uint8Array {
  const derBytes = 2 + (signature[1] ?? 0);
  const padding = signature.subarray(derBytes);
  return padding.length <= 2 && padding.every((byte) => byte === 0)
    ? signature.subarray(0, derBytes)
    : signature;
}
