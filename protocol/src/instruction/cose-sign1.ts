import { ed25519 } from '@noble/curves/ed25519.js';

import { decodeCbor, encodeCbor, type CborValue } from '../cbor.ts';
import { keyIdBytes } from '../crypto/key-id.ts';
import { failed, ok, type Result } from '../result.ts';

// RFC 9052 section 3.1 and RFC 9338 section 2: labels of header parameters; RFC 9053 section 2.2:
// EdDSA.
const labelAlg = 1;
const labelKid = 4;
const labelCountersignatureV2 = 11;
const algEdDsa = -8;
const signatureBytes = 64;

/** One signature: the protected header as it was signed, the key it names, and the 64 bytes. */
export interface CoseSignature {
  readonly protectedHeader: Uint8Array;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** An untagged COSE_Sign1 (RFC 9052 section 4.2), with at most one countersignature (RFC 9338). */
export interface CoseSign1 extends CoseSignature {
  readonly payload: Uint8Array;
  readonly countersignature?: CoseSignature;
}

export interface CoseSigningKey {
  /** `kid`, eight bytes. */
  readonly keyId: Uint8Array;
  /** Ed25519 seed, 32 bytes. */
  readonly privateKey: Uint8Array;
}

export function signCose(payload: Uint8Array, key: CoseSigningKey): CoseSign1 {
  const protectedHeader = encodeProtectedHeader(key.keyId);
  const signature = ed25519.sign(signedBytes({ protectedHeader, payload }), key.privateKey);
  return { protectedHeader, keyId: key.keyId, payload, signature };
}

/** Adds the second signature; it covers the payload, the first header and the first signature. */
export function countersignCose(message: CoseSign1, key: CoseSigningKey): CoseSign1 {
  const protectedHeader = encodeProtectedHeader(key.keyId);
  const signature = ed25519.sign(countersignedBytes(message, protectedHeader), key.privateKey);
  return { ...message, countersignature: { protectedHeader, keyId: key.keyId, signature } };
}

export function verifyCose(message: CoseSign1, publicKey: Uint8Array): boolean {
  return verifies(message.signature, signedBytes(message), publicKey);
}

/** False as well when there is no countersignature. */
export function verifyCountersignature(message: CoseSign1, publicKey: Uint8Array): boolean {
  const { countersignature } = message;
  if (countersignature === undefined) return false;
  const bytes = countersignedBytes(message, countersignature.protectedHeader);
  return verifies(countersignature.signature, bytes, publicKey);
}

export function encodeCoseSign1(message: CoseSign1): Uint8Array {
  const { countersignature } = message;
  const unprotected = new Map<number, CborValue>();
  if (countersignature !== undefined) {
    const { protectedHeader, signature } = countersignature;
    unprotected.set(labelCountersignatureV2, [protectedHeader, new Map(), signature]);
  }
  return encodeCbor([message.protectedHeader, unprotected, message.payload, message.signature]);
}

/**
 * Reads what {@link encodeCoseSign1} writes and nothing else: no tag, exactly the protected headers
 * `alg` EdDSA and `kid`, no unprotected header but one countersignature, deterministic CBOR
 * throughout. What verifies has one encoding only.
 */
export function decodeCoseSign1(bytes: Uint8Array): Result<CoseSign1> {
  const decoded = decodeCbor(bytes, { useMaps: true, deterministic: true });
  if (!decoded.ok) return decoded;
  const parts = arrayOf(decoded.value, 4);
  if (parts === undefined) return invalid('it is not an array of four items');
  const [protectedHeader, unprotected, payload, signature] = parts;
  const first = readSignature(protectedHeader, signature);
  if (first === undefined)
    return invalid('the protected header or the signature has another shape');
  if (!(payload instanceof Uint8Array)) return invalid('the payload is not a byte string');
  if (!(unprotected instanceof Map)) return invalid('the unprotected header is not a map');
  if (unprotected.size === 0) return ok({ ...first, payload });
  const second = arrayOf(unprotected.get(labelCountersignatureV2), 3);
  const countersignature = second === undefined ? undefined : readCountersignature(second);
  if (unprotected.size !== 1 || countersignature === undefined) {
    return invalid('the unprotected header holds something else than one countersignature');
  }
  return ok({ ...first, payload, countersignature });
}

function readCountersignature(parts: readonly CborValue[]): CoseSignature | undefined {
  const [protectedHeader, unprotected, signature] = parts;
  if (!(unprotected instanceof Map) || unprotected.size !== 0) return undefined;
  return readSignature(protectedHeader, signature);
}

function readSignature(
  protectedHeader: CborValue | undefined,
  signature: CborValue | undefined,
): CoseSignature | undefined {
  if (!(protectedHeader instanceof Uint8Array) || !(signature instanceof Uint8Array))
    return undefined;
  if (signature.length !== signatureBytes) return undefined;
  const header = decodeCbor(protectedHeader, { useMaps: true, deterministic: true });
  if (!header.ok || !(header.value instanceof Map) || header.value.size !== 2) return undefined;
  const keyId: unknown = header.value.get(labelKid);
  if (header.value.get(labelAlg) !== algEdDsa) return undefined;
  if (!(keyId instanceof Uint8Array) || keyId.length !== keyIdBytes) return undefined;
  return { protectedHeader, keyId, signature };
}

function arrayOf(value: unknown, items: number): readonly CborValue[] | undefined {
  return Array.isArray(value) && value.length === items
    ? (value as readonly CborValue[])
    : undefined;
}

function encodeProtectedHeader(keyId: Uint8Array): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [labelAlg, algEdDsa],
      [labelKid, keyId],
    ]),
  );
}

/** Sig_structure of RFC 9052 section 4.4, without external data. */
function signedBytes(message: Pick<CoseSign1, 'protectedHeader' | 'payload'>): Uint8Array {
  return encodeCbor(['Signature1', message.protectedHeader, new Uint8Array(0), message.payload]);
}

/**
 * Countersign_structure of RFC 9338 section 3.3: for a COSE_Sign1, `other_fields` is its signature.
 */
function countersignedBytes(message: CoseSign1, protectedHeader: Uint8Array): Uint8Array {
  return encodeCbor([
    'CounterSignatureV2',
    message.protectedHeader,
    protectedHeader,
    new Uint8Array(0),
    message.payload,
    [message.signature],
  ]);
}

/**
 * Strict verification of RFC 8032: no small-order keys, no second encodings. Bad keys verify
 * nothing.
 */
function verifies(signature: Uint8Array, bytes: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, bytes, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

function invalid(came: string) {
  return failed({
    code: 'COSE_INVALID',
    expected: 'an untagged COSE_Sign1 array with EdDSA and an eight-byte kid (RFC 9052)',
    came,
    next: 'sign the instruction again with this toolchain',
  });
}
