import { describe, expect, it } from 'vitest';

import { buildImage, type ImageParts } from './build.ts';
import { readImage } from './read.ts';

const parts: ImageParts = {
  body: new Uint8Array(8).fill(0x5a),
  version: { major: 255, minor: 255, revision: 65_535, build: 0xffff_ffff },
  securityCounter: 0xffff_ffff,
};

describe('buildImage', () => {
  it('makes images that read back as they were built', () => {
    const read = readImage(buildImage({ ...parts, headerBytes: 512 }));
    expect(read).toMatchObject({
      ok: true,
      value: {
        header: { headerBytes: 512 },
        version: parts.version,
        body: parts.body,
        securityCounter: parts.securityCounter,
        hashedBytes: 512 + 8 + 12,
        totalBytes: 512 + 8 + 12 + 40,
      },
    });
  });

  it('makes an image of an empty body', () => {
    const read = readImage(buildImage({ ...parts, body: new Uint8Array() }));
    expect(read).toMatchObject({ ok: true, value: { body: new Uint8Array() } });
  });

  it.each<[string, Partial<ImageParts>]>([
    ['IMAGE_BOARD', { boardId: new Uint8Array(15) }],
    ['IMAGE_KEY', { signingKey: new Uint8Array(64) }],
    ['IMAGE_COUNTER', { securityCounter: -1 }],
    ['IMAGE_COUNTER', { securityCounter: 2 ** 32 }],
    ['IMAGE_SIZE', { headerBytes: 31 }],
    ['IMAGE_SIZE', { headerBytes: 65_536 }],
    ['SCHEMA_RANGE', { version: { major: 256, minor: 0, revision: 0, build: 0 } }],
  ])('throws %s at a caller who gives %o', (code, wrong) => {
    expect(() => buildImage({ ...parts, ...wrong })).toThrow(expect.objectContaining({ code }));
  });
});
