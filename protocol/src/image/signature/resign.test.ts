import { describe, expect, it } from 'vitest';

import { concatBytes } from '../../bytes.ts';
import { buildImage } from '../build.ts';
import { imagePublicKeyOf, type ImageSigningKey } from './image-key.ts';
import { readImage } from '../read.ts';
import { resignImage } from './resign.ts';
import { encodeTlvArea, TlvMagic } from '../tlv.ts';
import { verifyImage } from '../verify.ts';

const oldKey = new Uint8Array(32).fill(1);
const newKeys: readonly ImageSigningKey[] = [
  new Uint8Array(32).fill(2),
  { kind: 'ecdsa-p256', bytes: new Uint8Array(32).fill(3) },
];
const parts = {
  body: new Uint8Array(20).fill(9),
  version: { major: 1, minor: 2, revision: 3, build: 0 },
  securityCounter: 4,
};
const image = buildImage({ ...parts, signingKey: oldKey });

describe('resignImage', () => {
  it.each(newKeys)('gives the image that the new key would have built (%#)', (signingKey) => {
    const wanted = buildImage({ ...parts, signingKey });
    expect(resignImage(image, signingKey)).toEqual({ ok: true, value: wanted });
    const padded = concatBytes(buildImage(parts), new Uint8Array(40).fill(0xff));
    expect(resignImage(padded, signingKey)).toEqual({ ok: true, value: wanted });
  });

  it('leaves no signature of the old key', () => {
    const resigned = resignImage(image, newKeys[0] ?? oldKey);
    if (!resigned.ok) expect.fail(resigned.fault.came);
    const trust = { publicKeys: [imagePublicKeyOf(oldKey)] };
    expect(verifyImage(resigned.value, trust)).toMatchObject({ fault: { code: 'IMAGE_KEY' } });
  });

  it('keeps what else the image carries', () => {
    const read = readImage(image);
    if (!read.ok) expect.fail(read.fault.came);
    const vendor = { type: 0x00a0, value: Uint8Array.of(7) };
    const area = encodeTlvArea(TlvMagic.unprotected, [...read.value.tlvs, vendor]);
    const bytes = concatBytes(image.subarray(0, read.value.hashedBytes), area);
    const resigned = resignImage(bytes, oldKey);
    const again = resigned.ok ? readImage(resigned.value) : resigned;
    expect(again).toMatchObject({
      ok: true,
      value: { tlvs: expect.arrayContaining([vendor]) as unknown },
    });
  });

  it('refuses an image that was changed', () => {
    const changed = image.slice();
    changed[32] = 0;
    expect(resignImage(changed, oldKey)).toMatchObject({ fault: { code: 'IMAGE_HASH' } });
    expect(resignImage(image.subarray(0, 50), oldKey)).toMatchObject({
      fault: { code: 'IMAGE_SIZE' },
    });
  });
});
