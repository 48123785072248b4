import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { DataError, type ImageKeyKind, type TypedImageKey } from '@feierabend/protocol';

/** The random part of a private key, of both kinds. */
export const imageSecretBytes = 32;

/** RFC 8410 section 7: PrivateKeyInfo of Ed25519 is this prefix and the seed. */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The pair in files that imgtool and openssl read: PKCS #8 and SubjectPublicKeyInfo. */
export function keyFilesOf(
  secret: Uint8Array,
  kind: ImageKeyKind = 'ed25519',
): { privatePem: Uint8Array; publicPem: Uint8Array } {
  const key = kind === 'ed25519' ? ed25519Key(secret) : p256Key(secret);
  return {
    privatePem: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })),
    publicPem: Buffer.from(createPublicKey(key).export({ type: 'spki', format: 'pem' })),
  };
}

function ed25519Key(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([ed25519Prefix, seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function p256Key(scalar: Uint8Array): KeyObject {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  return createPrivateKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: text(scalar),
      x: text(point.subarray(1, 33)),
      y: text(point.subarray(33)),
    },
    format: 'jwk',
  });
}

/** Reads a private key for signing. Its bytes are secret. */
export function readImageKey(bytes: Uint8Array, path: string): TypedImageKey {
  const { key, kind } = parse(bytes, path, createPrivateKey);
  return { kind, bytes: fromText(key.export({ format: 'jwk' }).d) };
}

/** Reads a public key, or the public half of a private one. */
export function readImagePublicKey(bytes: Uint8Array, path: string): TypedImageKey {
  const { key, kind } = parse(bytes, path, createPublicKey);
  const { x, y } = key.export({ format: 'jwk' });
  if (kind === 'ed25519') return { kind, bytes: fromText(x) };
  // SEC 1 section 2.3.3: an uncompressed point.
  return { kind, bytes: Uint8Array.of(4, ...fromText(x), ...fromText(y)) };
}

function parse(
  bytes: Uint8Array,
  path: string,
  create: (options: { key: Buffer; format: 'pem' }) => KeyObject,
): { readonly key: KeyObject; readonly kind: ImageKeyKind } {
  let key: KeyObject;
  try {
    key = create({ key: Buffer.from(bytes), format: 'pem' });
  } catch {
    // The cause stays out of the error: parsers quote their input, and this input is a secret.
    throw notAKey(path, 'it is something else, or protected by a passphrase');
  }
  const kind = kindOf(key);
  if (kind === undefined) {
    const curve = key.asymmetricKeyDetails?.namedCurve;
    throw notAKey(path, `its kind is ${[key.asymmetricKeyType, curve].filter(Boolean).join(' ')}`);
  }
  return { key, kind };
}

function kindOf(key: KeyObject): ImageKeyKind | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const isP256 =
    key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return isP256 ? 'ecdsa-p256' : undefined;
}

function fromText(base64url: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(base64url ?? '', 'base64url'));
}

function notAKey(path: string, came: string): DataError {
  return new DataError({
    code: 'KEY_FILE',
    expected: `${path} to hold an Ed25519 or P-256 key in PEM form`,
    came,
    next: 'make one with "flasher image keygen", or with "imgtool keygen -t ed25519"',
  });
}
