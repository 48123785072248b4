import { buildImage, encodeManifest } from '@feierabend/protocol';

import { keyFilesOf } from '../image/key-file.ts';

const imageSeed = new Uint8Array(32).fill(1);
const bodyBytes = 6000;

/** A signed image of version 1.0.`revision`. */
export function testImage(
  revision: number,
  options: { readonly seed?: Uint8Array; readonly board?: Uint8Array } = {},
): Uint8Array {
  const version = `1.0.${revision}`;
  return buildImage({
    body: encodeManifest(
      { magic: 'feierabend-sim', version, selfTest: 'pass', defects: [] },
      bodyBytes,
    ),
    version: { major: 1, minor: 0, revision, build: 0 },
    securityCounter: revision,
    signingKey: options.seed ?? imageSeed,
    ...(options.board === undefined ? {} : { boardId: options.board }),
  });
}

/** `new.img` of version 1.0.1, and `key.pub.pem` that it is signed with. */
export function imageFiles(image = testImage(1)): Map<string, Uint8Array> {
  return new Map([
    ['new.img', image],
    ['key.pub.pem', keyFilesOf(imageSeed).publicPem],
  ]);
}
