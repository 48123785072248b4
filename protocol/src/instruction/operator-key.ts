import { equalBytes, fromHex, toHex } from '../bytes.ts';
import { keyIdOf } from '../crypto/key-id.ts';
import { UsageError } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import {
  algorithmOfKey,
  privateKeyBytes,
  publicKeyFor,
  type SignatureAlgorithm,
} from './cose/signature-algorithm.ts';

/**
 * What a key may ask of a device. `council` is the employees' side (Betriebsrat); `reader` may sign
 * nothing, and is listed so that a reader's key is refused by name instead of being unknown.
 */
export const operatorRoles = [
  'administrator',
  'dispatcher',
  'reader',
  'council',
  'controller',
] as const;
export type OperatorRole = (typeof operatorRoles)[number];

/** A person's public key as devices know it. One key per person, never shared. */
export interface TrustedKey {
  /** {@link keyIdOf} the public key, 16 hexadecimal digits. */
  readonly keyId: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** Ed25519, 32 bytes, or an uncompressed point of P-256, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The UTC second from which on the key signs nothing more; absent is never. */
  readonly notAfterS?: number | undefined;
}

/** The same with the private half: it stays with the person. */
export interface OperatorKey extends TrustedKey {
  /** Ed25519 seed (RFC 8032 section 5.1.5), or scalar of P-256; 32 bytes. */
  readonly privateKey: Uint8Array;
}

export const operatorKeySeedBytes = privateKeyBytes;
export const operatorNameBytesMax = 64;
const keyFileCharactersMax = 4096;
const operatorFile = 'operator-key/1';
const trustedFile = 'trusted-key/1';
export const encryptedFile = 'encrypted-operator-key/1';

/**
 * Builds a key from 32 bytes of the caller's randomness. Throws {@link UsageError} `OPERATOR_KEY`;
 * one seed in 2^32 is no scalar of P-256, then draw another.
 */
export function createOperatorKey(options: {
  readonly name: string;
  readonly role: OperatorRole;
  readonly seed: Uint8Array;
  /** Ed25519 unless it says otherwise. */
  readonly algorithm?: SignatureAlgorithm;
  readonly notAfterS?: number | undefined;
}): OperatorKey {
  const { name, role, seed, algorithm = 'Ed25519', notAfterS } = options;
  const publicKey = publicKeyFor(algorithm, seed);
  if (publicKey === undefined || !isOperatorName(name) || !isExpiry(notAfterS)) {
    throw new UsageError({
      code: 'OPERATOR_KEY',
      expected: `a name of 1 to ${operatorNameBytesMax} bytes and a seed of 32 bytes`,
      came: `seed and name have ${seed.length} and ${name.length}, or the expiry is no UTC second`,
      next: 'name the person, and draw the seed from a cryptographic generator',
    });
  }
  return {
    keyId: toHex(keyIdOf(publicKey)),
    name,
    role,
    publicKey,
    ...(notAfterS === undefined ? {} : { notAfterS }),
    privateKey: seed.slice(),
  };
}

/** The half that devices and colleagues may see. */
export function trustedKeyOf(key: TrustedKey): TrustedKey {
  const { keyId, name, role, publicKey, notAfterS } = key;
  return { keyId, name, role, publicKey, ...(notAfterS === undefined ? {} : { notAfterS }) };
}

/**
 * The text of a private key file that is not encrypted, for tests and machines. People's keys are
 * written by `writeEncryptedKeyFile`.
 */
export function writeOperatorKeyFile(key: OperatorKey): string {
  return keyFileText(operatorFile, key, { privateKey: toHex(key.privateKey) });
}

/** The text of a public key file, for provisioning devices. */
export function writeTrustedKeyFile(key: TrustedKey): string {
  return keyFileText(trustedFile, key, {});
}

/** Reads a private key file; the public key and the key id must belong to the private one. */
export function readOperatorKeyFile(text: string): Result<OperatorKey> {
  if (readKeyFields(text, encryptedFile) !== undefined) return isEncrypted();
  const fields = readKeyFields(text, operatorFile);
  if (fields === undefined) return notAKeyFile(operatorFile);
  const trusted = trustedFrom(fields);
  const privateKey = hexField(fields['privateKey'], operatorKeySeedBytes);
  if (trusted === undefined || privateKey === undefined) return notAKeyFile(operatorFile);
  return joinHalves(trusted, privateKey);
}

/** Reads a public key file, or the public half of a private one. */
export function readTrustedKeyFile(text: string): Result<TrustedKey> {
  const fields =
    readKeyFields(text, trustedFile) ??
    readKeyFields(text, operatorFile) ??
    readKeyFields(text, encryptedFile);
  const trusted = fields === undefined ? undefined : trustedFrom(fields);
  return trusted === undefined ? notAKeyFile(trustedFile) : ok(trusted);
}

/** A private key with the public half that must belong to it. */
export function joinHalves(trusted: TrustedKey, privateKey: Uint8Array): Result<OperatorKey> {
  const algorithm = algorithmOfKey(trusted.publicKey);
  const publicKey = algorithm === undefined ? undefined : publicKeyFor(algorithm, privateKey);
  if (publicKey === undefined || !equalBytes(publicKey, trusted.publicKey)) return mixedKeys();
  return ok({ ...trusted, privateKey });
}

/** Whether a text can name a person on a key: 1 to 64 bytes, no control characters. */
export function isOperatorName(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  return bytes >= 1 && bytes <= operatorNameBytesMax && !/\p{Cc}/u.test(name);
}

function isExpiry(notAfterS: unknown): notAfterS is number | undefined {
  if (notAfterS === undefined) return true;
  return (
    Number.isInteger(notAfterS) && (notAfterS as number) > 0 && (notAfterS as number) < 2 ** 32
  );
}

/** The JSON of a key file of a kind, with what it has beside the public half. */
export function keyFileText(
  kind: string,
  key: TrustedKey,
  secret: Readonly<Record<string, unknown>>,
): string {
  const fields = {
    feierabend: kind,
    name: key.name,
    role: key.role,
    keyId: key.keyId,
    publicKey: toHex(key.publicKey),
    ...(key.notAfterS === undefined ? {} : { notAfterS: key.notAfterS }),
    ...secret,
  };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

/** The fields of a JSON key file of a kind; undefined when the text is something else. */
export function readKeyFields(
  text: string,
  kind: string,
): Readonly<Record<string, unknown>> | undefined {
  if (text.length > keyFileCharactersMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = value as Readonly<Record<string, unknown>>;
    return fields['feierabend'] === kind ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** The public half in the fields of a key file. */
export function trustedFrom(fields: Readonly<Record<string, unknown>>): TrustedKey | undefined {
  const { name, keyId, notAfterS } = fields;
  const role = operatorRoles.find((candidate) => candidate === fields['role']);
  const publicKey = hexField(fields['publicKey']);
  if (typeof name !== 'string' || !isOperatorName(name) || !isExpiry(notAfterS)) return undefined;
  if (role === undefined || publicKey === undefined) return undefined;
  if (algorithmOfKey(publicKey) === undefined) return undefined;
  if (keyId !== toHex(keyIdOf(publicKey))) return undefined;
  return { keyId, name, role, publicKey, ...(notAfterS === undefined ? {} : { notAfterS }) };
}

/** Bytes in hexadecimal, of a fixed number if one is given. */
export function hexField(value: unknown, bytes?: number): Uint8Array | undefined {
  const read = typeof value === 'string' ? fromHex(value) : undefined;
  return bytes === undefined || read?.length === bytes ? read : undefined;
}

export function notAKeyFile(kind: string) {
  return failed({
    code: 'OPERATOR_KEY_FILE',
    expected: `a JSON key file of kind ${kind} whose name, role and keys belong together`,
    came: 'the file is something else or incomplete',
    next: 'use the file as it was written when the key was made',
  });
}

function isEncrypted() {
  return failed({
    code: 'OPERATOR_KEY_ENCRYPTED',
    expected: 'a key file that is not encrypted',
    came: 'a passphrase protects it',
    next: 'give the passphrase',
  });
}

function mixedKeys() {
  return failed({
    code: 'OPERATOR_KEY_MIXED',
    expected: 'a key file whose public key belongs to its private key',
    came: 'they belong to different keys',
    next: 'use the file as it was written when the key was made',
  });
}
