import fc from 'fast-check';
import { expect, it } from 'vitest';

import { buildImage } from './build.ts';
import { describeImage } from './describe.ts';
import { imagePublicKeyOf } from './signature/image-key.ts';

const signingKey = { kind: 'ecdsa-p256', bytes: new Uint8Array(32).fill(5) } as const;
const image = buildImage({
  body: new Uint8Array(20),
  version: { major: 1, minor: 2, revision: 3, build: 4 },
  securityCounter: 7,
  dependencies: [{ image: 1, versionMin: { major: 2, minor: 0, revision: 0, build: 0 } }],
  signingKey,
});

it('describeImage never throws, whatever is overwritten', () => {
  fc.assert(
    fc.property(fc.nat({ max: image.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const bytes = image.slice();
      bytes[at] = byte;
      const { facts, fault } = describeImage(bytes, [imagePublicKeyOf(signingKey)]);
      expect(facts.length > 0).toBe(fault === undefined);
    }),
  );
});
