import { gcm } from '@noble/ciphers/aes.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * The costly primitives, as a chip may have them in hardware.
 *
 * **Invariant:** an engine changes how long a result takes and nothing else: every one of these functions has exactly one
 * right answer for its arguments. Which keys are valid is checked before an engine is asked.
 */
export interface CryptoEngine {
  /** AES-128-GCM; what can be worked out of a key before its first message, is. */
  readonly aesGcmKey: (key: Uint8Array) => AesGcmKey;
  /** HMAC-SHA256 under one key (RFC 2104): 32 bytes for each message. */
  readonly hmacSha256Key: (key: Uint8Array) => (message: Uint8Array) => Uint8Array;
  /** RFC 8032, with a seed of 32 bytes. */
  readonly ed25519Sign: (message: Uint8Array, seed: Uint8Array) => Uint8Array;
  /** Of a seed of 32 bytes. */
  readonly ed25519PublicKey: (seed: Uint8Array) => Uint8Array;
  /**
   * Strictly by RFC 8032 section 5.1.7, with the cofactor: no key of small order, no second encoding. False as well when key or
   * signature are none. Never throws.
   */
  readonly ed25519Verify: (
    message: Uint8Array,
    signature: Uint8Array,
    publicKey: Uint8Array,
  ) => boolean;
  /** 65 bytes, uncompressed. */
  readonly p256PublicKey: (privateKey: Uint8Array) => Uint8Array;
  /** The x coordinate of the shared point, 32 bytes. */
  readonly p256SharedX: (privateKey: Uint8Array, publicKey: Uint8Array) => Uint8Array;
}

/** What AES-GCM seals: 12 bytes of nonce, what is only authenticated, and what is encrypted as well. */
export interface SealedMessage {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly plaintext: Uint8Array;
}

/** What {@link AesGcmKey.encrypt} gave, to be opened. */
export interface OpenedMessage {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  /** With the tag at its end. */
  readonly sealed: Uint8Array;
}

/** An AES-128-GCM key at work. */
export interface AesGcmKey {
  /** Ciphertext, then the tag of 16 bytes. */
  encrypt(message: SealedMessage): Uint8Array;
  /** The plaintext; undefined for what was not sealed so under this key. Of whatever length, it never throws. */
  decrypt(message: OpenedMessage): Uint8Array | undefined;
  /** Forgets the key and all that was worked out of it; nothing is sealed after that. */
  wipe(): void;
}

/** Runs everywhere, and is what an auditor reads. */
export const softwareEngine: CryptoEngine = {
  aesGcmKey: (key) => {
    const own = key.slice();
    return {
      encrypt: ({ nonce, aad, plaintext }) => gcm(own, nonce, aad).encrypt(plaintext),
      decrypt({ nonce, aad, sealed }) {
        try {
          return gcm(own, nonce, aad).decrypt(sealed);
        } catch {
          return undefined;
        }
      },
      wipe: () => void own.fill(0),
    };
  },
  hmacSha256Key: (key) => {
    const own = key.slice();
    return (message) => hmac(sha256, own, message);
  },
  ed25519Sign: (message, seed) => ed25519.sign(message, seed),
  ed25519PublicKey: (seed) => ed25519.getPublicKey(seed),
  ed25519Verify(message, signature, publicKey) {
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
  p256PublicKey: (privateKey) => p256.getPublicKey(privateKey, false),
  p256SharedX: (privateKey, publicKey) =>
    p256.getSharedSecret(privateKey, publicKey, true).slice(1),
};

let engine = softwareEngine;

export function cryptoEngine(): CryptoEngine {
  return engine;
}

/** Takes another engine from now on, in the whole process; for a program's start, not for its middle. */
export function useCryptoEngine(next: CryptoEngine): void {
  engine = next;
}
