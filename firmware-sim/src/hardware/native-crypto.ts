import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

import {
  InternalError,
  isUsableKey,
  softwareEngine,
  type AesGcmKey,
  type CryptoEngine,
  type OpenedMessage,
  type SealedMessage,
} from '@feierabend/protocol';

/** SPKI around a public key, RFC 8410 section 4. */
const ed25519PublicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
/** PKCS#8 around a seed, RFC 8410 section 7. */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const keysMax = 64;
const tagBytes = 16;

/** By seed in hexadecimal: a key object costs more than a signature. */
const signingKeys = new Map<string, KeyObject>();
/** Public keys by private ones: a device asks for its own again and again while it is made. */
const ed25519PublicKeys = new Map<string, Uint8Array>();
const p256PublicKeys = new Map<string, Uint8Array>();
/** The same, by public key; undefined for one that could never verify anything. */
const verifyingKeys = new Map<string, KeyObject | undefined>();

/**
 * OpenSSL, as Node brings it: some twenty times as fast as the software engine, with the same bytes as a result. It stands for
 * the cipher block of a real chip.
 */
export const nativeCrypto: CryptoEngine = {
  aesGcmKey,
  hmacSha256Key(key) {
    const kept = createSecretKey(key);
    return (message) => new Uint8Array(createHmac('sha256', kept).update(message).digest());
  },
  ed25519Sign: (message, seed) => new Uint8Array(sign(undefined, message, signingKey(seed))),
  ed25519PublicKey: (seed) =>
    remembered(ed25519PublicKeys, seed, () => {
      const der = createPublicKey(signingKey(seed)).export({ format: 'der', type: 'spki' });
      return new Uint8Array(der.subarray(ed25519PublicPrefix.length));
    }).slice(),
  ed25519Verify(message, signature, publicKey) {
    const key = verifyingKey(publicKey);
    if (key === undefined) return false;
    // OpenSSL leaves out the cofactor, so it accepts less: what it refuses is asked again.
    return (
      verify(undefined, message, key, signature) ||
      softwareEngine.ed25519Verify(message, signature, publicKey)
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
    const der = Buffer.concat([ed25519Prefix, seed]);
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  });
}

function verifyingKey(publicKey: Uint8Array): KeyObject | undefined {
  return remembered(verifyingKeys, publicKey, () => {
    if (publicKey.length !== 32 || !isUsableKey(publicKey)) return undefined;
    const der = Buffer.concat([ed25519PublicPrefix, publicKey]);
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  });
}

function remembered<Key>(keys: Map<string, Key>, bytes: Uint8Array, make: () => Key): Key {
  const name = Buffer.from(bytes).toString('hex');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = make();
  if (keys.size >= keysMax) keys.clear();
  keys.set(name, key);
  return key;
}
