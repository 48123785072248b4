import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { concatBytes } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { buildImage, type ImageParts } from './build.ts';
import { readImage } from './read.ts';
import { encodeTlvArea, TlvMagic } from './tlv.ts';
import { verifyImage, type ImageTrust } from './verify.ts';

const signingKey = new Uint8Array(32).fill(0x11);
const publicKey = ed25519.getPublicKey(signingKey);
const foreignKey = ed25519.getPublicKey(new Uint8Array(32).fill(0x22));
const boardId = new Uint8Array(16).fill(0xb0);

const parts: ImageParts = {
  body: Uint8Array.from({ length: 48 }, (_, i) => i),
  version: { major: 1, minor: 0, revision: 0, build: 0 },
  securityCounter: 5,
  boardId,
  signingKey,
};
const image = buildImage(parts);
const hashedBytes = 32 + 48 + 4 + 8 + 20;

function codeOf(bytes: Uint8Array, trust: Partial<ImageTrust> = {}): string {
  const verified = verifyImage(bytes, { publicKeys: [publicKey], ...trust });
  return verified.ok ? 'ok' : verified.fault.code;
}

function flipped(at: number): Uint8Array {
  const bytes = image.slice();
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  return bytes;
}

describe('verifyImage', () => {
  it('accepts an image under one of several keys, for its board, with its counter', () => {
    const trust = { publicKeys: [foreignKey, publicKey], boardId, securityCounterMin: 5 };
    expect(codeOf(image, trust)).toBe('ok');
  });

  it('refuses the image when any byte that the hash covers has changed', () => {
    for (let at = 0; at < hashedBytes; at += 1) {
      expect(codeOf(flipped(at)), `byte ${at}`).toMatch(/^IMAGE_(?:SIZE|MAGIC|TLV|HASH)$/u);
    }
  });

  it('refuses the image when any byte of hash, key hash or signature has changed', () => {
    for (let at = hashedBytes; at < image.length; at += 1) {
      expect(codeOf(flipped(at)), `byte ${at}`).not.toBe('ok');
    }
  });

  it('returns a fault for every truncation', () => {
    for (let length = 0; length < image.length; length += 1) {
      expect(codeOf(image.subarray(0, length)), `${length} bytes`).toMatch(/^IMAGE_(?:SIZE|TLV)$/u);
    }
  });

  it('reads an image out of a larger buffer, and ignores what follows it', () => {
    const slot = concatBytes(new Uint8Array(7), image, new Uint8Array(100).fill(0xff));
    expect(codeOf(slot.subarray(7))).toBe('ok');
  });

  it('refuses an image without a signature', () => {
    const { signingKey: _none, ...unsigned } = parts;
    expect(codeOf(buildImage(unsigned))).toBe('IMAGE_UNSIGNED');
  });

  it('does not verify hundreds of signatures that an image may hold', () => {
    const read = readImage(image);
    if (!read.ok) expect.fail(read.fault.came);
    const [hash, keyHash, signature] = read.value.tlvs;
    if (hash === undefined || keyHash === undefined || signature === undefined) expect.fail();
    const signedTimes = (times: number) =>
      concatBytes(
        image.subarray(0, hashedBytes),
        encodeTlvArea(TlvMagic.unprotected, [
          hash,
          keyHash,
          ...Array.from({ length: times }, () => ({ ...signature, value: new Uint8Array(64) })),
          signature,
        ]),
      );
    expect(codeOf(signedTimes(7))).toBe('ok');
    expect(codeOf(signedTimes(8))).toBe('IMAGE_TLV');
  });

  it('refuses an image of a foreign key, and every image when no key is trusted', () => {
    expect(codeOf(image, { publicKeys: [foreignKey] })).toBe('IMAGE_KEY');
    expect(codeOf(image, { publicKeys: [] })).toBe('IMAGE_KEY');
  });

  it('refuses an image for another board, and accepts one that names none', () => {
    const { boardId: _none, ...anyBoard } = parts;
    expect(codeOf(image, { boardId: new Uint8Array(16) })).toBe('IMAGE_BOARD');
    expect(codeOf(buildImage(anyBoard), { boardId })).toBe('ok');
  });

  it('refuses an image with a lower counter than the board has stored', () => {
    expect(codeOf(image, { securityCounterMin: 6 })).toBe('IMAGE_COUNTER');
  });

  it('says that an encrypted image cannot be checked, instead of calling it damaged', () => {
    const encrypted = image.slice();
    encrypted[16] = 0x04;
    const verified = verifyImage(encrypted, { publicKeys: [publicKey] });
    expect(verified).toMatchObject({ fault: { code: 'IMAGE_HASH', came: 'it is encrypted' } });
  });

  it('throws at a caller who gives a key that is none', () => {
    expect(() => codeOf(image, { publicKeys: [publicKey.subarray(1)] })).toThrow(UsageError);
  });
});
