import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { DataError } from '@feierabend/protocol';

/** An Ed25519 pair that signs firmware images. */
export interface ImageKey {
  /** RFC 8032 seed, 32 bytes. Secret. */
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
}

export const seedBytes = 32;

/**
 * RFC 8410 section 7: PrivateKeyInfo and SubjectPublicKeyInfo of Ed25519 are these prefixes and 32
 * bytes of key.
 */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The pair in the files `imgtool keygen -t ed25519` and `imgtool getpub` write. */
export function keyFilesOf(seed: Uint8Array): { privatePem: Uint8Array; publicPem: Uint8Array } {
  const privateDer = Buffer.concat([privatePrefix, seed]);
  const key = createPrivateKey({ key: privateDer, format: 'der', type: 'pkcs8' });
  return {
    privatePem: pem('PRIVATE KEY', privateDer),
    publicPem: pem('PUBLIC KEY', Buffer.concat([publicPrefix, rawPublicKey(key)])),
  };
}

/** Reads a private key for signing. */
export function readImageKey(bytes: Uint8Array, path: string): ImageKey {
  const key = parse(bytes, path, createPrivateKey);
  const seed = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  return { seed: new Uint8Array(seed), publicKey: rawPublicKey(key) };
}

/** Reads a public key, or the public half of a private one. */
export function readImagePublicKey(bytes: Uint8Array, path: string): Uint8Array {
  return rawPublicKey(parse(bytes, path, createPublicKey));
}

function parse(
  bytes: Uint8Array,
  path: string,
  create: (options: { key: Buffer; format: 'pem' }) => KeyObject,
): KeyObject {
  let key: KeyObject;
  try {
    key = create({ key: Buffer.from(bytes), format: 'pem' });
  } catch {
    // The cause stays out of the error: parsers quote their input, and this input is a secret.
    throw notAKey(path, 'it is something else, or protected by a passphrase');
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw notAKey(path, `its kind is ${key.asymmetricKeyType ?? 'unknown'}`);
  }
  return key;
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
}

function pem(label: string, der: Uint8Array): Uint8Array {
  const base64 = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/gu, '$1\n');
  return Buffer.from(`-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`);
}

function notAKey(path: string, came: string): DataError {
  return new DataError({
    code: 'KEY_FILE',
    expected: `${path} to hold an Ed25519 key in PEM form`,
    came,
    next: 'make one with "flasher image keygen", or with "imgtool keygen -t ed25519"',
  });
}
