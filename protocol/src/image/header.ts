import { literal, nested, u16, u32 } from '../schema/fields.ts';
import type { Infer } from '../schema/infer.ts';
import { struct } from '../schema/struct.ts';
import { ImageVersion } from './version.ts';

/** `IMAGE_MAGIC` of MCUboot's `bootutil/image.h`. */
export const imageMagic = 0x96f3_b83d;

/** The first 32 bytes of every image: MCUboot's `struct image_header`. */
export const ImageHeader = struct('ImageHeader', 'little', {
  magic: literal(u32, imageMagic, 'marks an image'),
  loadAddress: u32('address to load to, with the flag RAM_LOAD'),
  headerBytes: u16('length of the header with its padding'),
  protectedTlvBytes: u16('length of the protected TLV area; 0 when there is none'),
  bodyBytes: u32('length of the body alone'),
  flags: u32('bits of ImageFlag'),
  version: nested(ImageVersion, 'version of the image'),
  reserved: u32('0'),
});
export type ImageHeader = Infer<typeof ImageHeader>;

/**
 * The shortest header; a longer one is padded with zeros, so that the body meets its load address.
 */
export const imageHeaderBytesMin = ImageHeader.sizeBytes;

export const ImageFlag = {
  encryptedAes128: 0x0004,
  encryptedAes256: 0x0008,
  nonBootable: 0x0010,
  ramLoad: 0x0020,
  romFixed: 0x0100,
  compressedLzma1: 0x0200,
  compressedLzma2: 0x0400,
} as const;
