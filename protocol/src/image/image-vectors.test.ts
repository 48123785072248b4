import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../bytes.ts';
import vectors from '../../vectors/image.json' with { type: 'json' };
import { imagePublicKeyOf } from './signature/image-key.ts';
import { imageKeyHash } from './signature/key-hash.ts';
import { buildImage } from './build.ts';
import { verifyImage, type ImageTrust } from './verify.ts';
import { formatVersion } from './version.ts';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const p256 = {
  signing: { kind: 'ecdsa-p256', bytes: hex(vectors.p256.signingKey) },
  public: { kind: 'ecdsa-p256', bytes: hex(vectors.p256.publicKey) },
} as const;
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

  it('name the P-256 key as imgtool does', () => {
    expect(toHex(imagePublicKeyOf(p256.signing).bytes)).toBe(vectors.p256.publicKey);
    expect(toHex(imageKeyHash(p256.public))).toBe(vectors.p256.keyHash);
  });

  it('hold an image of imgtool with a dependency that ours equals up to the signature', () => {
    const theirs = hex(vectors.acceptP256[0]?.image ?? '');
    const ours = buildImage({
      body: hex(vectors.body),
      version: { major: 1, minor: 2, revision: 3, build: 4 },
      securityCounter: 7,
      boardId: hex('00112233445566778899aabbccddeeff'),
      dependencies: [{ image: 1, versionMin: { major: 2, minor: 0, revision: 0, build: 0 } }],
      signingKey: p256.signing,
    });
    // Hash and key hash are behind the protected area; the signature is made with a random number
    // there.
    const equalBytes = 32 + 32 + 4 + 8 + 16 + 20;
    expect(toHex(theirs.subarray(0, equalBytes))).toBe(toHex(ours.subarray(0, equalBytes)));
  });

  it.each(vectors.acceptP256)('accept: $name', ({ image, version, dependencies }) => {
    const verified = verifyImage(hex(image), { publicKeys: [...publicKeys, p256.public] });
    if (!verified.ok) expect.fail(verified.fault.came);
    expect(formatVersion(verified.value.version)).toBe(version);
    const named = verified.value.dependencies.map(
      ({ image: number, versionMin }) => `${number}: ${formatVersion(versionMin)}`,
    );
    expect(named).toEqual(dependencies);
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
