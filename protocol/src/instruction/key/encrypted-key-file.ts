import { gcm } from '@noble/ciphers/aes.js';
import { scrypt } from '@noble/hashes/scrypt.js';

import { toHex } from '../../bytes.ts';
import { encodeCbor } from '../../cbor.ts';
import { UsageError } from '../../errors.ts';
import { failed, type Result } from '../../result.ts';
import {
  encryptedFile,
  hexField,
  joinHalves,
  keyFileText,
  notAKeyFile,
  operatorKeySeedBytes,
  readKeyFields,
  trustedFrom,
  type OperatorKey,
  type TrustedKey,
} from '../operator-key.ts';

/** Parameters of scrypt (RFC 7914): 2^costLog2 blocks of 128 * blockSize bytes, parallelism times. */
export interface KeyFileCost {
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

/** 128 MiB for the better part of a second: the first choice of OWASP's password storage sheet. */
export const keyFileCost: KeyFileCost = { costLog2: 17, blockSize: 8, parallelism: 1 };
export const keyFileSaltBytes = 16;
export const passphraseCharactersMin = 12;

/** What a reader computes for a file that it did not write: at most 256 MiB, and four times the work. */
const memoryBytesMax = 256 * 2 ** 20;
const workMax = 2 ** 22;
const costLog2Min = 12;
const cipherBytes = operatorKeySeedBytes + 16;

export interface KeyFileSecret {
  readonly passphrase: string;
  /** {@link keyFileSaltBytes} of the caller's randomness, fresh for every file. */
  readonly salt: Uint8Array;
  readonly cost?: KeyFileCost;
}

/**
 * The text of a private key file under a passphrase: scrypt gives key and nonce of AES-256-GCM, and
 * what the file says in clear is authenticated with it. Throws {@link UsageError}
 * `OPERATOR_KEY_SECRET`.
 */
export function writeEncryptedKeyFile(key: OperatorKey, secret: KeyFileSecret): string {
  const { passphrase, salt, cost = keyFileCost } = secret;
  const code = 'OPERATOR_KEY_SECRET';
  if (passphrase.length < passphraseCharactersMin) {
    throw new UsageError({
      code,
      expected: `a passphrase of at least ${passphraseCharactersMin} characters`,
      came: `it has ${passphrase.length}`,
      next: 'choose a longer one; several words are easier to keep than signs',
    });
  }
  if (salt.length !== keyFileSaltBytes) {
    throw new UsageError({
      code,
      expected: `${keyFileSaltBytes} bytes of salt`,
      came: `${salt.length} were given`,
      next: 'draw the salt from a cryptographic generator, anew for every file',
    });
  }
  if (!isAffordable(cost)) {
    throw new UsageError({
      code,
      expected: 'a cost of scrypt that every reader computes',
      came: `2^${cost.costLog2} blocks of ${cost.blockSize} times 128 bytes, ${cost.parallelism} times`,
      next: 'leave the cost out',
    });
  }
  const ciphertext = cipherOf(key, passphrase, { salt, cost }).encrypt(key.privateKey);
  return keyFileText(encryptedFile, key, {
    encryption: {
      kdf: 'scrypt',
      ...cost,
      salt: toHex(salt),
      cipher: 'AES-256-GCM',
      ciphertext: toHex(ciphertext),
    },
  });
}

/** Whether a text is a key file that needs a passphrase. */
export function isEncryptedKeyFile(text: string): boolean {
  return readKeyFields(text, encryptedFile) !== undefined;
}

/** Reads what {@link writeEncryptedKeyFile} writes. Never throws, and computes no more than it may. */
export function readEncryptedKeyFile(text: string, passphrase: string): Result<OperatorKey> {
  const fields = readKeyFields(text, encryptedFile);
  const trusted = fields === undefined ? undefined : trustedFrom(fields);
  const sealed = readEncryption(fields?.['encryption']);
  if (trusted === undefined || sealed === undefined) return notAKeyFile(encryptedFile);
  try {
    const cipher = cipherOf(trusted, passphrase, sealed);
    return joinHalves(trusted, cipher.decrypt(sealed.ciphertext));
  } catch {
    return failed({
      code: 'OPERATOR_KEY_PASSPHRASE',
      expected: `the passphrase of the key of ${trusted.name}`,
      came: 'it does not open the file',
      next: 'try the passphrase again; if it is lost, have the key revoked and make a new one',
    });
  }
}

interface Salted {
  readonly salt: Uint8Array;
  readonly cost: KeyFileCost;
}

function cipherOf(key: TrustedKey, passphrase: string, { salt, cost }: Salted) {
  const { costLog2, blockSize, parallelism } = cost;
  const options = { N: 2 ** costLog2, r: blockSize, p: parallelism, dkLen: 44 };
  const derived = scrypt(new TextEncoder().encode(passphrase.normalize('NFKC')), salt, options);
  const { keyId, name, role, publicKey, notAfterS = null } = key;
  const clear = [encryptedFile, name, role, keyId, publicKey, notAfterS];
  const associated = encodeCbor([...clear, costLog2, blockSize, parallelism, salt]);
  return gcm(derived.subarray(0, 32), derived.subarray(32), associated);
}

function readEncryption(value: unknown): (Salted & { ciphertext: Uint8Array }) | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields['kdf'] !== 'scrypt' || fields['cipher'] !== 'AES-256-GCM') return undefined;
  const { costLog2, blockSize, parallelism } = fields;
  const cost = { costLog2, blockSize, parallelism } as KeyFileCost;
  const salt = hexField(fields['salt'], keyFileSaltBytes);
  const ciphertext = hexField(fields['ciphertext'], cipherBytes);
  if (salt === undefined || ciphertext === undefined || !isAffordable(cost)) return undefined;
  return { salt, cost, ciphertext };
}

function isAffordable({ costLog2, blockSize, parallelism }: KeyFileCost): boolean {
  if (![costLog2, blockSize, parallelism].every((value) => Number.isInteger(value))) return false;
  if (costLog2 < costLog2Min || costLog2 > 24 || blockSize < 1 || parallelism < 1) return false;
  const blocks = 2 ** costLog2 * blockSize;
  return 128 * blocks <= memoryBytesMax && blocks * parallelism <= workMax;
}
