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

/** An AES-128-GCM key at work. */
export interface AesGcmKey {
  /** Ciphertext, then the tag of 16 bytes. */
  encrypt(message: SealedMessage): Uint8Array;
  /** Forgets the key and all that was worked out of it; nothing is sealed after that. */
  wipe(): void;
}

/** Runs everywhere, and is what an auditor reads. */
export const softwareEngine: CryptoEngine = {
  aesGcmKey: (key) => {
    const own = key.slice();
    return {
      encrypt: ({ nonce, aad, plaintext }) => gcm(own, nonce, aad).encrypt(plaintext),
      wipe: () => void own.fill(0),
    };
  },
  hmacSha256Key: (key) => {
    const own = key.slice();
    return (message) => hmac(sha256, own, message);
  },
  ed25519Sign: (message, seed) => ed25519.sign(message, seed),
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
