import {
  algorithmOfKey,
  concatBytes,
  decodeCoseSign1,
  encodeCoseSign1,
  equalBytes,
  failed,
  fromHex,
  InternalError,
  ok,
  signCose,
  toHex,
  verifyCose,
  type OperatorKey,
  type Result,
  type TrustedKey,
} from '@feierabend/protocol';

/** Signs the manifest, and so is the one file that the manifest does not list. */
export const signatureName = 'SHA256SUMS.cose';

/**
 * What is signed begins with this line and the time of the signature, so that it means nothing where instructions are
 * expected: those are CBOR maps, and this is text.
 */
const label = 'feierabend/evidence-signature/1';

/** An untagged COSE_Sign1 (RFC 9052) over label, time and manifest, by the person who answers for the run. */
export function signManifest(manifest: Uint8Array, key: OperatorKey, atMs: number): Uint8Array {
  const keyId = fromHex(key.keyId);
  const algorithm = algorithmOfKey(key.publicKey);
  if (keyId === undefined || algorithm === undefined) {
    throw new InternalError('a key that was read has no id or no algorithm');
  }
  const payload = concatBytes(heading(new Date(atMs).toISOString()), manifest);
  return encodeCoseSign1(signCose(payload, { keyId, privateKey: key.privateKey, algorithm }));
}

export interface ReadSignature {
  /** 16 hexadecimal digits. */
  readonly keyId: string;
  /** ISO 8601, by the clock of the computer that signed. */
  readonly signedAt: string;
}

/** Takes a signature apart and compares what was signed with the manifest. It proves nothing before {@link verifySignature}. */
export function readSignature(bytes: Uint8Array, manifest: Uint8Array): Result<ReadSignature> {
  const read = decodeCoseSign1(bytes);
  if (!read.ok) return read;
  const { payload, keyId } = read.value;
  const start = new TextDecoder().decode(payload.subarray(0, 64)).split('\n');
  const signedAt = start[1] ?? '';
  if (start[0] !== label || !/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/u.test(signedAt)) {
    return broken('it signs something that is no evidence');
  }
  if (!equalBytes(payload, concatBytes(heading(signedAt), manifest))) {
    return broken('it signs another SHA256SUMS');
  }
  return ok({ keyId: toHex(keyId), signedAt });
}

/** Whether one of the trusted people signed this manifest, and when. */
export function verifySignature(
  bytes: Uint8Array,
  manifest: Uint8Array,
  trusted: readonly TrustedKey[],
): Result<ReadSignature & { readonly key: TrustedKey }> {
  const read = readSignature(bytes, manifest);
  if (!read.ok) return read;
  const message = decodeCoseSign1(bytes);
  if (!message.ok) return message;
  const key = trusted.find(({ keyId }) => keyId === read.value.keyId);
  if (key === undefined) {
    return broken(`it names the key ${read.value.keyId}, which is none of those you trust`);
  }
  if (!verifyCose(message.value, key.publicKey)) {
    return broken(`it does not verify with the key of ${key.name}`);
  }
  if (key.notAfterS !== undefined && Date.parse(read.value.signedAt) / 1000 > key.notAfterS) {
    return broken(`the key of ${key.name} had expired when it was made`);
  }
  return ok({ ...read.value, key });
}

function heading(signedAt: string): Uint8Array {
  return new TextEncoder().encode(`${label}\n${signedAt}\n`);
}

function broken(came: string) {
  return failed({
    code: 'EVIDENCE_SIGNATURE',
    expected: `${signatureName} to sign the manifest of this folder`,
    came,
    next: 'ask the person who signed for the folder again, and for the public key by another way',
  });
}
