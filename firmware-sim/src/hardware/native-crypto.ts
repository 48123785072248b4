import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  InternalError,
  isUsableKey,
  softwareEngine,
  type AesGcmKey,
  type CryptoEngine,
  type OpenedMessage,
  type SealedMessage,
} from '@feierabend/protocol';

/** RFC 8037: OpenSSL reads a key in this form ten times as fast as in DER. */
const ed25519Jwk = { kty: 'OKP', crv: 'Ed25519' } as const;
const keysMax = 64;
const tagBytes = 16;
/** Of Ed25519. */
const [keyBytes, signatureBytes] = [32, 64];

/** Of an HMAC-SHA256, before it is handed out. */
const digest = new Uint8Array(32);

/** By seed: a key object costs more than a signature. */
const signingKeys = new Map<string, KeyObject>();
/** Public keys by private ones: a device asks for its own again and again while it is made. */
const ed25519PublicKeys = new Map<string, Uint8Array>();
const p256PublicKeys = new Map<string, Uint8Array>();
/** The same, by public key; undefined for one that could never verify anything. */
const verifyingKeys = new Map<string, KeyObject | undefined>();
/** Whether a signature holds, by key, signature and message: all that the answer depends on. */
const verdicts = new Map<string, boolean>();

/**
 * OpenSSL, as Node brings it: some twenty times as fast as the software engine, with the same bytes as a result. It stands for
 * the cipher block of a real chip.
 */
export const nativeCrypto: CryptoEngine = {
  aesGcmKey,
  hmacSha256Key(key) {
    // A few blocks are faster here than a native object that is made for each message, and collected.
    const [keyed, work] = [hmac.create(sha256, key), hmac.create(sha256, key)];
    return (message) => {
      keyed._cloneInto(work).update(message).digestInto(digest);
      return digest.slice();
    };
  },
  ed25519Sign: (message, seed) => new Uint8Array(sign(undefined, message, signingKey(seed))),
  ed25519PublicKey: (seed) =>
    remembered(ed25519PublicKeys, seed, () => {
      const { x = '' } = createPublicKey(signingKey(seed)).export({ format: 'jwk' });
      return new Uint8Array(Buffer.from(x, 'base64url'));
    }).slice(),
  ed25519Verify(message, signature, publicKey) {
    if (publicKey.length !== keyBytes || signature.length !== signatureBytes) return false;
    // A device judges what it has stored again and again, and thousands of them the same image.
    return remembered(verdicts, Buffer.concat([publicKey, signature, message]), () =>
      ed25519Verify(message, signature, publicKey),
    );
  },
  p256PublicKey: (privateKey) =>
    remembered(
      p256PublicKeys,
      privateKey,
      () => new Uint8Array(ecdh(privateKey).getPublicKey()),
    ).slice(),
  p256SharedX: (privateKey, publicKey) => new Uint8Array(ecdh(privateKey).computeSecret(publicKey)),
};

function ed25519Verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const key = verifyingKey(publicKey);
  if (key === undefined) return false;
  // OpenSSL leaves out the cofactor, so it accepts less: what it refuses is asked again.
  return (
    verify(undefined, message, key, signature) ||
    softwareEngine.ed25519Verify(message, signature, publicKey)
  );
}

function aesGcmKey(key: Uint8Array): AesGcmKey {
  let kept: KeyObject | undefined = createSecretKey(key);
  return {
    encrypt(message) {
      if (kept === undefined) throw new InternalError('a wiped key was asked to seal');
      return seal(kept, message);
    },
    decrypt(message) {
      if (kept === undefined) throw new InternalError('a wiped key was asked to open');
      return open(kept, message);
    },
    wipe: () => void (kept = undefined),
  };
}

function seal(key: KeyObject, { nonce, aad, plaintext }: SealedMessage): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  cipher.setAAD(aad);
  const body = cipher.update(plaintext);
  cipher.final();
  const sealed = new Uint8Array(plaintext.length + tagBytes);
  sealed.set(body);
  sealed.set(cipher.getAuthTag(), plaintext.length);
  return sealed;
}

function open(key: KeyObject, { nonce, aad, sealed }: OpenedMessage): Uint8Array | undefined {
  if (sealed.length < tagBytes) return undefined;
  const end = sealed.length - tagBytes;
  const cipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(aad);
  cipher.setAuthTag(sealed.subarray(end));
  const plaintext = new Uint8Array(cipher.update(sealed.subarray(0, end)));
  try {
    cipher.final();
    return plaintext;
  } catch {
    return undefined;
  }
}

function ecdh(privateKey: Uint8Array) {
  const agreement = createECDH('prime256v1');
  agreement.setPrivateKey(privateKey);
  return agreement;
}

function signingKey(seed: Uint8Array): KeyObject {
  return remembered(signingKeys, seed, () => {
    // The public half has to be there, and is worked out of the private one all the same.
    const key = { ...ed25519Jwk, d: base64url(seed), x: '' };
    return createPrivateKey({ key, format: 'jwk' });
  });
}

function verifyingKey(publicKey: Uint8Array): KeyObject | undefined {
  return remembered(verifyingKeys, publicKey, () => {
    if (!isUsableKey(publicKey)) return undefined;
    return createPublicKey({ key: { ...ed25519Jwk, x: base64url(publicKey) }, format: 'jwk' });
  });
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function remembered<Key>(keys: Map<string, Key>, bytes: Uint8Array, make: () => Key): Key {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = make();
  if (keys.size >= keysMax) keys.clear();
  keys.set(name, key);
  return key;
}
