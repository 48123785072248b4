import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { expand, extract } from '@noble/hashes/hkdf.js';

import { concatBytes } from '../bytes.ts';
import { InternalError, UsageError } from '../errors.ts';
import { cryptoEngine } from './engine.ts';

/** DHKEM(P-256, HKDF-SHA256), RFC 9180 section 4.1 with the sizes of section 7.1. */
export const hpkePublicKeyBytes = 65;
export const hpkePrivateKeyBytes = 32;

const text = new TextEncoder();
const version = text.encode('HPKE-v1');
const none = new Uint8Array(0);
/** "KEM" and the identifier of the KEM. */
const kemSuite = concatBytes(text.encode('KEM'), Uint8Array.of(0x00, 0x10));

export interface HpkeKeyPair {
  /** 32 bytes, big-endian scalar. */
  readonly privateKey: Uint8Array;
  /** 65 bytes, uncompressed point. */
  readonly publicKey: Uint8Array;
}

/** RFC 9180 section 4. */
export function labeledExtract(
  suite: Uint8Array,
  salt: Uint8Array,
  label: string,
  ikm: Uint8Array,
) {
  return extract(sha256, concatBytes(version, suite, text.encode(label), ikm), salt);
}

export interface LabeledExpandOptions {
  readonly prk: Uint8Array;
  readonly label: string;
  readonly info: Uint8Array;
  readonly bytes: number;
}

/** RFC 9180 section 4. */
export function labeledExpand(suite: Uint8Array, options: LabeledExpandOptions): Uint8Array {
  const { prk, label, info, bytes } = options;
  const length = Uint8Array.of(bytes >> 8, bytes & 0xff);
  return expand(sha256, prk, concatBytes(length, version, suite, text.encode(label), info), bytes);
}

/** RFC 9180 section 7.1.3: the key pair that `ikm` (32 secret bytes or more) stands for. */
export function deriveKeyPair(ikm: Uint8Array): HpkeKeyPair {
  if (ikm.length < hpkePrivateKeyBytes) {
    throw new UsageError({
      code: 'HPKE_KEY',
      expected: `at least ${hpkePrivateKeyBytes} bytes of input keying material`,
      came: `there were ${ikm.length}`,
      next: 'pass as many secret bytes as a private key has',
    });
  }
  const prk = labeledExtract(kemSuite, none, 'dkp_prk', ikm);
  for (let counter = 0; counter <= 255; counter += 1) {
    const info = Uint8Array.of(counter);
    const privateKey = labeledExpand(kemSuite, {
      prk,
      label: 'candidate',
      info,
      bytes: hpkePrivateKeyBytes,
    });
    if (p256.utils.isValidSecretKey(privateKey)) {
      return { privateKey, publicKey: cryptoEngine().p256PublicKey(privateKey) };
    }
  }
  // One candidate fails with probability 2^-32.
  throw new InternalError('256 candidates in a row were no private key');
}

/** The uncompressed public key of a private key. */
export function hpkePublicKeyOf(privateKey: Uint8Array): Uint8Array {
  if (!p256.utils.isValidSecretKey(privateKey)) throw badKey('private', privateKey);
  return cryptoEngine().p256PublicKey(privateKey);
}

/**
 * Whether the bytes are an uncompressed point of the curve, which RFC 9180 section 7.1.4 wants
 * checked.
 */
export function isHpkePublicKey(bytes: Uint8Array): boolean {
  return bytes.length === hpkePublicKeyBytes && p256.utils.isValidPublicKey(bytes, false);
}

export interface AuthEncapOptions {
  readonly recipientPublicKey: Uint8Array;
  readonly senderPrivateKey: Uint8Array;
  readonly ephemeralPrivateKey: Uint8Array;
}

/** AuthEncap of RFC 9180 section 4.1, with the ephemeral key handed in. */
export function authEncap(options: AuthEncapOptions): {
  enc: Uint8Array;
  sharedSecret: Uint8Array;
} {
  const { recipientPublicKey, senderPrivateKey, ephemeralPrivateKey } = options;
  if (!isHpkePublicKey(recipientPublicKey)) throw badKey('public', recipientPublicKey);
  const enc = hpkePublicKeyOf(ephemeralPrivateKey);
  const context = concatBytes(enc, recipientPublicKey, hpkePublicKeyOf(senderPrivateKey));
  // The x coordinate alone, RFC 9180 section 7.1.1. The point at infinity cannot come out: the order is prime.
  const { p256SharedX } = cryptoEngine();
  const secret = concatBytes(
    p256SharedX(ephemeralPrivateKey, recipientPublicKey),
    p256SharedX(senderPrivateKey, recipientPublicKey),
  );
  return { enc, sharedSecret: extractAndExpand(secret, context) };
}

export interface AuthDecapOptions {
  readonly enc: Uint8Array;
  readonly recipientPrivateKey: Uint8Array;
  readonly senderPublicKey: Uint8Array;
}

/**
 * AuthDecap of RFC 9180 section 4.1; undefined when `enc` or the sender's key is no point of the
 * curve.
 */
export function authDecap(options: AuthDecapOptions): Uint8Array | undefined {
  const { enc, recipientPrivateKey, senderPublicKey } = options;
  if (!isHpkePublicKey(enc) || !isHpkePublicKey(senderPublicKey)) return undefined;
  const context = concatBytes(enc, hpkePublicKeyOf(recipientPrivateKey), senderPublicKey);
  // The x coordinate alone, RFC 9180 section 7.1.1. The point at infinity cannot come out: the order is prime.
  const { p256SharedX } = cryptoEngine();
  const secret = concatBytes(
    p256SharedX(recipientPrivateKey, enc),
    p256SharedX(recipientPrivateKey, senderPublicKey),
  );
  return extractAndExpand(secret, context);
}

function extractAndExpand(secret: Uint8Array, context: Uint8Array): Uint8Array {
  const prk = labeledExtract(kemSuite, none, 'eae_prk', secret);
  return labeledExpand(kemSuite, { prk, label: 'shared_secret', info: context, bytes: 32 });
}

function badKey(which: 'public' | 'private', bytes: Uint8Array): UsageError {
  return new UsageError({
    code: 'HPKE_KEY',
    expected:
      which === 'public'
        ? 'an uncompressed P-256 public key of 65 bytes'
        : 'a P-256 private key of 32 bytes',
    came: `${bytes.length} bytes came that are none`,
    next: 'check which key is passed where',
  });
}
