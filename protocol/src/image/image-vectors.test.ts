import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../bytes.ts';
import vectors from '../../vectors/image.json' with { type: 'json' };
import { imageKeyHash } from './key-hash.ts';
import { buildImage } from './build.ts';
import { verifyImage, type ImageTrust } from './verify.ts';
import { formatVersion } from './version.ts';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const publicKeys = [hex(vectors.publicKey)];

describe('image vectors', () => {
  it('name the key as imgtool does', () => {
    expect(toHex(imageKeyHash(hex(vectors.publicKey)))).toBe(vectors.keyHash);
  });

  it('hold an image of imgtool that ours equals byte for byte', () => {
    const image = buildImage({
      body: hex(vectors.body),
      version: { major: 1, minor: 2, revision: 3, build: 4 },
      securityCounter: 7,
      boardId: hex('00112233445566778899aabbccddeeff'),
      signingKey: hex(vectors.signingKeySeed),
    });
    expect(toHex(image)).toBe(vectors.accept[0]?.image);
  });

  it.each(vectors.accept)('accept: $name', ({ image, version, headerBytes, ...wanted }) => {
    const verified = verifyImage(hex(image), { publicKeys });
    if (!verified.ok) expect.fail(verified.fault.came);
    expect(formatVersion(verified.value.version)).toBe(version);
    expect(verified.value.header.headerBytes).toBe(headerBytes);
    expect(verified.value.securityCounter).toBe(wanted.securityCounter);
    expect(verified.value.boardId && toHex(verified.value.boardId)).toBe(wanted.boardId);
    expect(toHex(verified.value.body)).toBe(vectors.body);
  });

  it.each(vectors.reject)('refuse with $code: $name', ({ image, code, ...board }) => {
    const trust: ImageTrust = {
      publicKeys,
      ...(board.securityCounterMin === undefined
        ? {}
        : { securityCounterMin: board.securityCounterMin }),
      ...(board.boardId === undefined ? {} : { boardId: hex(board.boardId) }),
    };
    expect(verifyImage(hex(image), trust)).toMatchObject({ ok: false, fault: { code } });
  });
});
