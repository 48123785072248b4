import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import vectors from '../../../vectors/instruction.json' with { type: 'json' };
import { toHex } from '../../bytes.ts';
import {
  isEncryptedKeyFile,
  readEncryptedKeyFile,
  writeEncryptedKeyFile,
} from './encrypted-key-file.ts';
import {
  createOperatorKey,
  readOperatorKeyFile,
  readTrustedKeyFile,
  trustedKeyOf,
  writeOperatorKeyFile,
} from '../operator-key.ts';
import { people } from '../sample-instruction.suite.ts';

const passphrase = 'correct horse battery';
const cost = { costLog2: 12, blockSize: 8, parallelism: 1 };
const salt = new Uint8Array(16).fill(9);
const { admin } = people;
const text = writeEncryptedKeyFile(admin, { passphrase, salt, cost });
type Fields = Record<string, unknown> & { encryption: Record<string, unknown> };
const fields = JSON.parse(text) as Fields;
const codeOf = (file: unknown, phrase = passphrase) => {
  const read = readEncryptedKeyFile(JSON.stringify(file), phrase);
  return read.ok ? 'read' : read.fault.code;
};

describe('an encrypted key file', () => {
  it('gives the key back to the passphrase, and its public half to everybody', () => {
    expect(readEncryptedKeyFile(text, passphrase)).toEqual({ ok: true, value: admin });
    expect(readTrustedKeyFile(text)).toEqual({ ok: true, value: trustedKeyOf(admin) });
    expect(text).not.toContain('01'.repeat(8));
    expect([isEncryptedKeyFile(text), isEncryptedKeyFile(writeOperatorKeyFile(admin))]).toEqual([
      true,
      false,
    ]);
  });

  it('keeps keys of P-256 and expiries as well', () => {
    const key = createOperatorKey({
      name: 'Eve',
      role: 'controller',
      seed: new Uint8Array(32).fill(3),
      algorithm: 'ES256',
      notAfterS: 1_800_000_000,
    });
    const file = writeEncryptedKeyFile(key, { passphrase, salt, cost });
    expect(readEncryptedKeyFile(file, passphrase)).toEqual({ ok: true, value: key });
  });

  it('is the same file for the same salt, and another one for another salt', () => {
    expect(writeEncryptedKeyFile(admin, { passphrase, salt, cost })).toBe(text);
    const other = new Uint8Array(16).fill(8);
    expect(writeEncryptedKeyFile(admin, { passphrase, salt: other, cost })).not.toBe(text);
  });

  it('opens under any way to type the same letters', () => {
    const typed = 'Fernwärmeübergabe';
    const file = writeEncryptedKeyFile(admin, { passphrase: typed, salt, cost });
    expect(readEncryptedKeyFile(file, typed.normalize('NFD')).ok).toBe(true);
  });

  it('opens under no other passphrase', () => {
    expect(codeOf(fields, 'correct horse batterY')).toBe('OPERATOR_KEY_PASSPHRASE');
    expect(codeOf(fields, '')).toBe('OPERATOR_KEY_PASSPHRASE');
  });

  it.each([
    ['another name', { name: 'Eve' }],
    ['another role', { role: 'council' }],
    ['a later expiry', { notAfterS: 1_900_000_000 }],
  ])('is not opened with %s', (_name, change) => {
    expect(codeOf({ ...fields, ...change })).toBe('OPERATOR_KEY_PASSPHRASE');
  });

  it.each([
    ['another function', { kdf: 'pbkdf2' }],
    ['another cipher', { cipher: 'AES-128-GCM' }],
    ['a short salt', { salt: '00' }],
    ['a long ciphertext', { ciphertext: '00'.repeat(49) }],
    ['no cost', { costLog2: undefined }],
    ['too low a cost', { costLog2: 11 }],
    ['more memory than it may ask for', { costLog2: 22 }],
    ['more work than it may ask for', { parallelism: 1000 }],
    ['a cost that is no whole number', { costLog2: 12.5 }],
    ['a cost that is a text', { blockSize: '8' }],
  ])('is no key file with %s', (_name, change) => {
    const encryption = { ...fields.encryption, ...change };
    expect(codeOf({ ...fields, encryption })).toBe('OPERATOR_KEY_FILE');
  });

  it('is told from a key file that is not encrypted', () => {
    expect(readOperatorKeyFile(text)).toMatchObject({
      ok: false,
      fault: { code: 'OPERATOR_KEY_ENCRYPTED' },
    });
  });

  it('is not written under a short passphrase, with a short salt or at no cost', () => {
    for (const change of [
      { passphrase: 'eleven char' },
      { salt: salt.slice(1) },
      { cost: { ...cost, costLog2: 4 } },
    ]) {
      expect(() => writeEncryptedKeyFile(admin, { passphrase, salt, cost, ...change })).toThrow(
        expect.objectContaining({ code: 'OPERATOR_KEY_SECRET' }),
      );
    }
  });

  it('never makes the reader throw, whatever it says', () => {
    const damaged = fc
      .tuple(fc.nat(text.length), fc.nat(5), fc.string({ maxLength: 5 }))
      .map(([at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), damaged), (any) => {
        const read = readEncryptedKeyFile(any, passphrase);
        expect(!read.ok || read.value.keyId === admin.keyId).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is read from the vector', () => {
    const vector = vectors.encryptedKey;
    const read = readEncryptedKeyFile(JSON.stringify(vector.file), vector.passphrase);
    expect(read.ok && toHex(read.value.privateKey)).toBe(vector.privateKey);
  });
});
