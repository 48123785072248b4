import { ed25519 } from '@noble/curves/ed25519.js';

import { equalBytes, fromHex, toHex } from '../bytes.ts';
import { keyIdOf } from '../crypto/key-id.ts';
import { UsageError } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';

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
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** The same with the private half: it stays with the person. */
export interface OperatorKey extends TrustedKey {
  /** Ed25519 seed (RFC 8032 section 5.1.5), 32 bytes. */
  readonly privateKey: Uint8Array;
}

export const operatorKeySeedBytes = 32;
export const operatorNameBytesMax = 64;
const operatorFile = 'operator-key/1';
const trustedFile = 'trusted-key/1';

/** Builds a key from 32 bytes of the caller's randomness. */
export function createOperatorKey(options: {
  readonly name: string;
  readonly role: OperatorRole;
  readonly seed: Uint8Array;
}): OperatorKey {
  if (options.seed.length !== operatorKeySeedBytes || !isOperatorName(options.name)) {
    throw new UsageError({
      code: 'OPERATOR_KEY',
      expected: `a name of 1 to ${operatorNameBytesMax} bytes and a seed of 32 bytes`,
      came: `seed and name have ${options.seed.length} and ${options.name.length}`,
      next: 'name the person, and draw the seed from a cryptographic generator',
    });
  }
  const publicKey = ed25519.getPublicKey(options.seed);
  return {
    keyId: toHex(keyIdOf(publicKey)),
    name: options.name,
    role: options.role,
    publicKey,
    privateKey: options.seed.slice(),
  };
}

/** The half that devices and colleagues may see. */
export function trustedKeyOf(key: TrustedKey): TrustedKey {
  const { keyId, name, role, publicKey } = key;
  return { keyId, name, role, publicKey };
}

/** The text of a private key file. Keep it readable by its owner alone. */
export function writeOperatorKeyFile(key: OperatorKey): string {
  return fileText(operatorFile, key, { privateKey: toHex(key.privateKey) });
}

/** The text of a public key file, for provisioning devices. */
export function writeTrustedKeyFile(key: TrustedKey): string {
  return fileText(trustedFile, key, {});
}

/** Reads a private key file; the public key and the key id must belong to the private one. */
export function readOperatorKeyFile(text: string): Result<OperatorKey> {
  const fields = readFields(text, operatorFile);
  if (fields === undefined) return notAKeyFile(operatorFile);
  const trusted = trustedFrom(fields);
  const privateKey = hexField(fields['privateKey'], operatorKeySeedBytes);
  if (trusted === undefined || privateKey === undefined) return notAKeyFile(operatorFile);
  if (!equalBytes(ed25519.getPublicKey(privateKey), trusted.publicKey)) return mixedKeys();
  return ok({ ...trusted, privateKey });
}

/** Reads a public key file, or the public half of a private one. */
export function readTrustedKeyFile(text: string): Result<TrustedKey> {
  const fields = readFields(text, trustedFile) ?? readFields(text, operatorFile);
  const trusted = fields === undefined ? undefined : trustedFrom(fields);
  return trusted === undefined ? notAKeyFile(trustedFile) : ok(trusted);
}

/** Whether a text can name a person on a key: 1 to 64 bytes, no control characters. */
export function isOperatorName(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  return bytes >= 1 && bytes <= operatorNameBytesMax && !/\p{Cc}/u.test(name);
}

function fileText(kind: string, key: TrustedKey, secret: Readonly<Record<string, string>>): string {
  const fields = {
    feierabend: kind,
    name: key.name,
    role: key.role,
    keyId: key.keyId,
    publicKey: toHex(key.publicKey),
    ...secret,
  };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

function readFields(text: string, kind: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = value as Readonly<Record<string, unknown>>;
    return fields['feierabend'] === kind ? fields : undefined;
  } catch {
    return undefined;
  }
}

function trustedFrom(fields: Readonly<Record<string, unknown>>): TrustedKey | undefined {
  const { name, keyId } = fields;
  const role = operatorRoles.find((candidate) => candidate === fields['role']);
  const publicKey = hexField(fields['publicKey'], 32);
  if (typeof name !== 'string' || !isOperatorName(name)) return undefined;
  if (role === undefined || publicKey === undefined) return undefined;
  return keyId === toHex(keyIdOf(publicKey)) ? { keyId, name, role, publicKey } : undefined;
}

function hexField(value: unknown, bytes: number): Uint8Array | undefined {
  const read = typeof value === 'string' ? fromHex(value) : undefined;
  return read?.length === bytes ? read : undefined;
}

function notAKeyFile(kind: string) {
  return failed({
    code: 'OPERATOR_KEY_FILE',
    expected: `a JSON key file of kind ${kind} whose name, role and keys belong together`,
    came: 'the file is something else or incomplete',
    next: 'use the file as it was written when the key was made',
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
