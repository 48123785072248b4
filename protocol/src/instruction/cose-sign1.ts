import { decodeCbor, encodeCbor, type CborValue } from '../cbor.ts';
import { failed, ok, type Result } from '../result.ts';
import {
  countersignStructure,
  encodeProtectedHeader,
  readProtectedHeader,
  signatureStructure,
} from './cose/cose-structure.ts';
import {
  signatureBytes,
  signBytes,
  verifyStrictly,
  type SignatureAlgorithm,
} from './cose/signature-algorithm.ts';

// RFC 9338 section 2.
const labelCountersignatureV2 = 11;

/** One signature: the protected header as it was signed, the key it names, and the 64 bytes. */
export interface CoseSignature {
  readonly protectedHeader: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** An untagged COSE_Sign1 (RFC 9052 section 4.2), with at most one countersignature (RFC 9338). */
export interface CoseSign1 extends CoseSignature {
  readonly payload: Uint8Array;
  readonly countersignature?: CoseSignature | undefined;
}

export interface CoseSigningKey {
  /** `kid`, eight bytes. */
  readonly keyId: Uint8Array;
  /** Ed25519 seed or scalar of P-256, 32 bytes. */
  readonly privateKey: Uint8Array;
  /** Ed25519 unless it says otherwise. */
  readonly algorithm?: SignatureAlgorithm;
}

export function signCose(payload: Uint8Array, key: CoseSigningKey): CoseSign1 {
  const { keyId, privateKey, algorithm = 'Ed25519' } = key;
  const protectedHeader = encodeProtectedHeader(algorithm, keyId);
  const bytes = signatureStructure(protectedHeader, payload);
  const signature = signBytes(algorithm, bytes, privateKey);
  return { protectedHeader, algorithm, keyId, payload, signature };
}

/** Adds the second signature; it covers the payload, the first header and the first signature. */
export function countersignCose(message: CoseSign1, key: CoseSigningKey): CoseSign1 {
  const { keyId, privateKey, algorithm = 'Ed25519' } = key;
  const protectedHeader = encodeProtectedHeader(algorithm, keyId);
  const bytes = countersignStructure(message, protectedHeader);
  const signature = signBytes(algorithm, bytes, privateKey);
  const second = { protectedHeader, algorithm, keyId, signature };
  return messageOf(message, message.payload, second);
}

/** False as well when the key is for another algorithm than the header names. */
export function verifyCose(message: CoseSign1, publicKey: Uint8Array): boolean {
  const { algorithm, signature, protectedHeader, payload } = message;
  const bytes = signatureStructure(protectedHeader, payload);
  return verifyStrictly(algorithm, { bytes, signature, publicKey });
}

/** False as well when there is no countersignature. */
export function verifyCountersignature(message: CoseSign1, publicKey: Uint8Array): boolean {
  const { countersignature } = message;
  if (countersignature === undefined) return false;
  const { algorithm, signature, protectedHeader } = countersignature;
  const bytes = countersignStructure(message, protectedHeader);
  return verifyStrictly(algorithm, { bytes, signature, publicKey });
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
 * `alg` EdDSA or ES256 and `kid`, no unprotected header but one countersignature, deterministic CBOR
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
  if (unprotected.size === 0) return ok(messageOf(first, payload, undefined));
  const second = arrayOf(unprotected.get(labelCountersignatureV2), 3);
  const countersignature = second === undefined ? undefined : readCountersignature(second);
  if (unprotected.size !== 1 || countersignature === undefined) {
    return invalid('the unprotected header holds something else than one countersignature');
  }
  return ok(messageOf(first, payload, countersignature));
}

function messageOf(
  { protectedHeader, algorithm, keyId, signature }: CoseSignature,
  payload: Uint8Array,
  countersignature: CoseSignature | undefined,
): CoseSign1 {
  return { protectedHeader, algorithm, keyId, signature, payload, countersignature };
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
  const decoded = decodeCbor(protectedHeader, { useMaps: true, deterministic: true });
  const header = decoded.ok ? readProtectedHeader(decoded.value) : undefined;
  if (header === undefined) return undefined;
  const { algorithm, keyId } = header;
  return { protectedHeader, algorithm, keyId, signature };
}

function arrayOf(value: unknown, items: number): readonly CborValue[] | undefined {
  return Array.isArray(value) && value.length === items
    ? (value as readonly CborValue[])
    : undefined;
}

function invalid(came: string) {
  return failed({
    code: 'COSE_INVALID',
    expected: 'an untagged COSE_Sign1 array with EdDSA or ES256 and an eight-byte kid (RFC 9052)',
    came,
    next: 'sign the instruction again with this toolchain',
  });
}
