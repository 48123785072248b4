import { concatBytes } from '../../src/bytes.ts';
import { buildImage } from '../../src/image/build.ts';
import { describeImage } from '../../src/image/describe.ts';
import { ImageHeader } from '../../src/image/header.ts';
import { decodeManifest } from '../../src/image/manifest.ts';
import { readImage } from '../../src/image/read.ts';
import { TlvAreaHeader, TlvMagic } from '../../src/image/tlv.ts';
import { verifyImage } from '../../src/image/verify.ts';
import vectors from '../../vectors/image.json' with { type: 'json' };
import { corpora, hex, repeated } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const trust = { publicKeys: [hex(vectors.publicKey)] };
const version = { major: 1, minor: 0, revision: 0, build: 0 };

const withBody = (bytes: number) =>
  buildImage({ body: new Uint8Array(bytes), version, securityCounter: 1 });

/** An image whose last area is nothing but empty TLVs. */
function withTlvs(bytes: number): Uint8Array {
  const image = withBody(16);
  const read = readImage(image);
  const at = read.ok ? read.value.hashedBytes : 0;
  const tlvs = repeated(Uint8Array.of(0xa0, 0, 0, 0), Math.min(bytes, 60_000));
  const kept = image.subarray(at + TlvAreaHeader.sizeBytes);
  const areaBytes = TlvAreaHeader.sizeBytes + tlvs.length + kept.length;
  const area = TlvAreaHeader.encode({ magic: TlvMagic.unprotected, areaBytes });
  return concatBytes(image.subarray(0, at), area, kept, tlvs);
}

export const firmwareImage: FuzzTarget = {
  name: 'firmware image',
  corpus: [...corpora.images, withTlvs(100)],
  run(input) {
    const read = readImage(input);
    const verified = verifyImage(input, trust);
    decodeManifest(input);
    if (!read.ok) {
      if (verified.ok) throw new TypeError('what cannot be read verifies');
      return { accepted: false, output: read };
    }
    if (read.value.totalBytes > input.length) throw new TypeError('it reads beyond the end');
    return { accepted: true, output: [read.value, describeImage(input, trust.publicKeys)] };
  },
  outputBytesMax: (inputBytes) => 16_384 + 128 * inputBytes,
  dress: (input, dice) =>
    dice.chance(50)
      ? buildImage({ body: input, version, securityCounter: 1 })
      : concatBytes(
          withBody(dice.below(40)).subarray(0, ImageHeader.sizeBytes + dice.below(40)),
          input,
        ),
  shapes: { 'long body': withBody, 'many TLVs': withTlvs },
  shapeBytes: 7000,
};
