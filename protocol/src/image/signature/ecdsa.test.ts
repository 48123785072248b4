import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';

import { concatBytes } from '../../bytes.ts';
import { UsageError } from '../../errors.ts';
import { buildImage } from '../build.ts';
import { imagePublicKeyOf, type ImagePublicKey } from './image-key.ts';
import { readImage } from '../read.ts';
import { encodeTlvArea, TlvMagic, TlvType } from '../tlv.ts';
import { verifyImage } from '../verify.ts';

const signingKey = { kind: 'ecdsa-p256', bytes: new Uint8Array(32).fill(0x11) } as const;
const publicKey = imagePublicKeyOf(signingKey);
const image = buildImage({
  body: Uint8Array.from({ length: 48 }, (_, i) => i),
  version: { major: 1, minor: 0, revision: 0, build: 0 },
  securityCounter: 5,
  signingKey,
});

function codeOf(bytes: Uint8Array, ...publicKeys: readonly ImagePublicKey[]): string {
  const verified = verifyImage(bytes, { publicKeys });
  return verified.ok ? 'ok' : verified.fault.code;
}

/** The image with another value in its signature entry. */
function withSignature(change: (value: Uint8Array) => Uint8Array): Uint8Array {
  const read = readImage(image);
  if (!read.ok) expect.fail(read.fault.came);
  const tlvs = read.value.tlvs.map(({ type, value }) =>
    type === TlvType.ecdsa ? { type, value: change(value) } : { type, value },
  );
  const hashed = image.subarray(0, read.value.hashedBytes);
  return concatBytes(hashed, encodeTlvArea(TlvMagic.unprotected, tlvs));
}

describe('an image signed with ECDSA P-256', () => {
  it('verifies under its key, whole or compressed', () => {
    expect(codeOf(image, publicKey)).toBe('ok');
    const compressed = p256.Point.fromBytes(publicKey.bytes).toBytes(true);
    expect(codeOf(image, { kind: 'ecdsa-p256', bytes: compressed })).toBe('ok');
  });

  it('verifies beside keys of the other kind, and not under them', () => {
    const other = imagePublicKeyOf(new Uint8Array(32).fill(0x11));
    expect(codeOf(image, other.bytes, publicKey)).toBe('ok');
    expect(codeOf(image, other)).toBe('IMAGE_KEY');
  });

  it('is the same each time it is built', () => {
    const again = buildImage({
      body: Uint8Array.from({ length: 48 }, (_, i) => i),
      version: { major: 1, minor: 0, revision: 0, build: 0 },
      securityCounter: 5,
      signingKey,
    });
    expect(again).toEqual(image);
  });

  it('verifies with the padding of old boot loaders, and with nothing else behind it', () => {
    const pad = (...padding: number[]) =>
      codeOf(
        withSignature((value) => concatBytes(value, Uint8Array.from(padding))),
        publicKey,
      );
    expect(pad(0, 0)).toBe('ok');
    expect(pad(0, 0, 0)).toBe('IMAGE_SIGNATURE');
    expect(pad(1)).toBe('IMAGE_SIGNATURE');
  });

  it('verifies in the high form of S, which other tools write', () => {
    const flipped = withSignature((value) => {
      const { r, s } = p256.Signature.fromBytes(value, 'der');
      const high = new p256.Signature(r, p256.Point.Fn.neg(s));
      return high.toBytes('der');
    });
    expect(codeOf(flipped, publicKey)).toBe('ok');
  });

  it('is refused when any byte of its signature has changed', () => {
    for (let at = 0; at < 70; at += 1) {
      const changed = withSignature((value) =>
        value.map((byte, i) => (i === at ? byte ^ 1 : byte)),
      );
      expect(codeOf(changed, publicKey), `byte ${at}`).toBe('IMAGE_SIGNATURE');
    }
    expect(
      codeOf(
        withSignature(() => new Uint8Array()),
        publicKey,
      ),
    ).toBe('IMAGE_SIGNATURE');
  });

  it.each([
    ['of a wrong length', new Uint8Array(64)],
    ['that is no point', new Uint8Array(65).fill(4)],
  ])('throws at a caller who gives a key %s', (_, bytes) => {
    expect(() => codeOf(image, { kind: 'ecdsa-p256', bytes })).toThrow(UsageError);
  });

  it('throws at a caller who signs with zero', () => {
    const zero = { kind: 'ecdsa-p256', bytes: new Uint8Array(32) } as const;
    expect(() => imagePublicKeyOf(zero)).toThrow(UsageError);
  });
});
