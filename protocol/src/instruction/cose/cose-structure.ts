import { encodeCbor, type CborValue } from '../../cbor.ts';
import { keyIdBytes } from '../../crypto/key-id.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';

// RFC 9052 section 3.1: labels of header parameters; RFC 9053 sections 2.1 and 2.2: algorithms.
const labelAlg = 1;
const labelKid = 4;
const algorithmIds = { Ed25519: -8, ES256: -7 } as const;
const none = new Uint8Array(0);

/** Sig_structure of RFC 9052 section 4.4. */
export function signatureStructure(
  protectedHeader: Uint8Array,
  payload: Uint8Array,
  externalData: Uint8Array = none,
): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader, externalData, payload]);
}

/**
 * Countersign_structure of RFC 9338 section 3.3: for a COSE_Sign1, `other_fields` is its signature.
 */
export function countersignStructure(
  message: {
    readonly protectedHeader: Uint8Array;
    readonly payload: Uint8Array;
    readonly signature: Uint8Array;
  },
  protectedHeader: Uint8Array,
): Uint8Array {
  return encodeCbor([
    'CounterSignatureV2',
    message.protectedHeader,
    protectedHeader,
    none,
    message.payload,
    [message.signature],
  ]);
}

/** The only protected header of the profile: `alg` and an eight-byte `kid`. */
export function encodeProtectedHeader(
  algorithm: SignatureAlgorithm,
  keyId: Uint8Array,
): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [labelAlg, algorithmIds[algorithm]],
      [labelKid, keyId],
    ]),
  );
}

/** Reads what {@link encodeProtectedHeader} writes, already out of its CBOR. */
export function readProtectedHeader(
  header: CborValue,
): { readonly algorithm: SignatureAlgorithm; readonly keyId: Uint8Array } | undefined {
  if (!(header instanceof Map) || header.size !== 2) return undefined;
  const alg: unknown = header.get(labelAlg);
  const keyId: unknown = header.get(labelKid);
  const algorithm = (['Ed25519', 'ES256'] as const).find((one) => algorithmIds[one] === alg);
  if (algorithm === undefined) return undefined;
  if (!(keyId instanceof Uint8Array) || keyId.length !== keyIdBytes) return undefined;
  return { algorithm, keyId };
}
