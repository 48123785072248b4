import { describe, expect, it } from 'vitest';

import {
  createOperatorKey,
  readOperatorKeyFile,
  readTrustedKeyFile,
  trustedKeyOf,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
} from './operator-key.ts';
import { people } from './sample-instruction.suite.ts';

const { admin, council } = people;
const privateText = writeOperatorKeyFile(admin);

describe('operator keys', () => {
  it('are read as they were written', () => {
    expect(readOperatorKeyFile(privateText)).toEqual({ ok: true, value: admin });
    expect(readTrustedKeyFile(writeTrustedKeyFile(admin))).toEqual({
      ok: true,
      value: trustedKeyOf(admin),
    });
  });

  it('of P-256, and with an expiry, are read as they were written', () => {
    const key = createOperatorKey({
      name: 'Nora New',
      role: 'controller',
      seed: new Uint8Array(32).fill(7),
      algorithm: 'ES256',
      notAfterS: 1_821_536_000,
    });
    expect(key.publicKey).toHaveLength(65);
    expect(readOperatorKeyFile(writeOperatorKeyFile(key))).toEqual({ ok: true, value: key });
    expect(readTrustedKeyFile(writeTrustedKeyFile(key))).toEqual({
      ok: true,
      value: trustedKeyOf(key),
    });
  });

  it('show their public half without the private one', () => {
    expect(writeTrustedKeyFile(admin)).not.toContain('privateKey');
    expect(readTrustedKeyFile(privateText)).toEqual({ ok: true, value: trustedKeyOf(admin) });
    expect(trustedKeyOf(admin)).not.toHaveProperty('privateKey');
  });

  it('are refused when the halves belong to different keys', () => {
    const mixed = JSON.stringify({
      ...(JSON.parse(privateText) as object),
      privateKey: '02'.repeat(32),
    });
    expect(readOperatorKeyFile(mixed)).toMatchObject({
      ok: false,
      fault: { code: 'OPERATOR_KEY_MIXED' },
    });
  });

  it.each([
    ['another key id', { keyId: council.keyId }],
    ['an unknown role', { role: 'root' }],
    ['no name', { name: '' }],
    ['a name with a line break', { name: 'Ada\nAdmin' }],
    ['a short public key', { publicKey: '00' }],
    ['a compressed point', { publicKey: `02${'00'.repeat(32)}` }],
    ['an expiry that is a text', { notAfterS: 'never' }],
    ['an expiry of a fraction', { notAfterS: 1.5 }],
    ['a private key that is no text', { privateKey: 1 }],
    ['another kind of file', { feierabend: 'operator-key/2' }],
  ])('are refused with %s', (_name, change) => {
    const text = JSON.stringify({ ...(JSON.parse(privateText) as object), ...change });
    expect(readOperatorKeyFile(text)).toMatchObject({
      ok: false,
      fault: { code: 'OPERATOR_KEY_FILE' },
    });
  });

  it('are refused when they are longer than a key can be', () => {
    expect(readOperatorKeyFile(`${privateText}${' '.repeat(4096)}`).ok).toBe(false);
  });

  it('never quote what stands in the file', () => {
    const read = readOperatorKeyFile(privateText.replace('administrator', 'root'));
    expect(JSON.stringify(read)).not.toContain('0101010101');
  });

  it('need a seed of 32 bytes and a name', () => {
    const seed = new Uint8Array(32);
    expect(() => createOperatorKey({ name: '', role: 'reader', seed })).toThrow(
      /OPERATOR_KEY|name/u,
    );
    expect(() => createOperatorKey({ name: 'x', role: 'reader', seed: seed.slice(1) })).toThrow(
      /32 bytes/u,
    );
    for (const change of [{ algorithm: 'ES256' as const }, { notAfterS: 0 }, { notAfterS: 1.5 }]) {
      expect(() => createOperatorKey({ name: 'x', role: 'reader', seed, ...change })).toThrow(
        /OPERATOR_KEY|seed/u,
      );
    }
  });
});
