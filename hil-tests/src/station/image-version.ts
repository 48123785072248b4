import { createHash } from 'node:crypto';

import { DataError, ImageVersion, readImage } from '@feierabend/protocol';

const versionAt = 20;
/** Type, a reserved byte and the length stand before the 32 bytes of a TLV. */
const sha256Tlv = Buffer.from([0x10, 0, 32, 0]);

export interface NewVersion {
  readonly major: number;
  readonly minor: number;
  readonly revision: number;
  readonly build: number;
}

/**
 * The same program as a release of its own: another version in the header, and the hash that goes with it (MCUboot's
 * `image_header.ih_ver`, `IMAGE_TLV_SHA256`). Signatures are left as they are, and are false now.
 */
export function asVersion(image: Uint8Array, version: NewVersion, file: string): Uint8Array {
  const read = readImage(image);
  if (!read.ok) throw new DataError(read.fault);
  const copy = Buffer.from(image.subarray(0, read.value.totalBytes));
  copy.set(ImageVersion.encode(version), versionAt);
  // Header, body and protected TLVs are hashed; the hash stands in the first TLVs behind them.
  const protectedBytes = copy.readUInt16LE(10);
  const end = copy.readUInt16LE(8) + copy.readUInt32LE(12) + protectedBytes;
  const at = copy.indexOf(sha256Tlv, end);
  if (at === -1) {
    throw new DataError({
      code: 'IMAGE_HASH',
      expected: `${file} to have a SHA-256`,
      came: 'it has another hash, or none',
      next: 'sign it with imgtool for MCUboot with SHA-256',
    });
  }
  copy.set(createHash('sha256').update(copy.subarray(0, end)).digest(), at + sha256Tlv.length);
  return copy;
}
