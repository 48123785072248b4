import { sha256 } from '@noble/hashes/sha2.js';

import { concatBytes } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { encodeDependency, type ImageDependency } from './dependency.ts';
import { ImageHeader, imageHeaderBytesMin } from './header.ts';
import { typedSigningKey, type ImageSigningKey } from './signature/image-key.ts';
import { signatureTlvs } from './signature/image-signature.ts';
import { encodeTlvArea, tlvAreaBytes, TlvMagic, TlvType, type TlvEntry } from './tlv.ts';
import type { ImageVersion } from './version.ts';

export interface ImageParts {
  readonly body: Uint8Array;
  readonly version: ImageVersion;
  /** Compared with the board's stored counter, so that an old image cannot come back (u32). */
  readonly securityCounter: number;
  /** UUID of the board the image is for; an image without one says nothing about its board. */
  readonly boardId?: Uint8Array;
  /** Other images of the board that this one needs. */
  readonly dependencies?: readonly ImageDependency[];
  /**
   * Plain bytes are an Ed25519 seed; without a key the image stays unsigned, which every
   * verification refuses.
   */
  readonly signingKey?: ImageSigningKey;
  readonly headerBytes?: number;
}

export const boardIdBytes = 16;

/**
 * Builds an MCUboot image: header, body, protected TLVs, SHA-256 over all three, and the signature
 * over that digest, as `imgtool sign` does with an Ed25519 or a P-256 key. Throws {@link
 * UsageError} when a part has a wrong length or range.
 */
export function buildImage(parts: ImageParts): Uint8Array {
  const { body, version, boardId, signingKey, headerBytes = imageHeaderBytesMin } = parts;
  requireBoardId(boardId);
  if (signingKey !== undefined) typedSigningKey(signingKey);
  requireHeaderBytes(headerBytes);
  const protectedTlvs: TlvEntry[] = [
    { type: TlvType.securityCounter, value: counterBytes(parts.securityCounter) },
    ...(parts.dependencies ?? []).map((dependency) => ({
      type: TlvType.dependency,
      value: encodeDependency(dependency),
    })),
    ...(boardId === undefined ? [] : [{ type: TlvType.boardId, value: boardId }]),
  ];
  const header = ImageHeader.encode({
    loadAddress: 0,
    headerBytes,
    protectedTlvBytes: tlvAreaBytes(protectedTlvs),
    bodyBytes: body.length,
    flags: 0,
    version,
    reserved: 0,
  });
  const hashed = concatBytes(
    header,
    new Uint8Array(headerBytes - header.length),
    body,
    encodeTlvArea(TlvMagic.protected, protectedTlvs),
  );
  const digest = sha256(hashed);
  const signed = signingKey === undefined ? [] : signatureTlvs(digest, signingKey);
  const tlvs = [{ type: TlvType.sha256, value: digest }, ...signed];
  return concatBytes(hashed, encodeTlvArea(TlvMagic.unprotected, tlvs));
}

function counterBytes(counter: number): Uint8Array {
  if (!Number.isInteger(counter) || counter < 0 || counter > 0xffff_ffff) {
    throw new UsageError({
      code: 'IMAGE_COUNTER',
      expected: 'a security counter from 0 to 4294967295',
      came: `${counter} was given`,
      next: 'count releases from 1 upwards',
    });
  }
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, counter, true);
  return bytes;
}

function requireHeaderBytes(headerBytes: number): void {
  if (
    Number.isInteger(headerBytes) &&
    headerBytes >= imageHeaderBytesMin &&
    headerBytes <= 0xffff
  ) {
    return;
  }
  throw new UsageError({
    code: 'IMAGE_SIZE',
    expected: `a header of ${imageHeaderBytesMin} to 65535 bytes`,
    came: `${headerBytes} were asked for`,
    next: 'use the size the boot loader was built with, such as 32 or 512',
  });
}

function requireBoardId(boardId: Uint8Array | undefined): void {
  if (boardId === undefined || boardId.length === boardIdBytes) return;
  throw new UsageError({
    code: 'IMAGE_BOARD',
    expected: `the board id to have ${boardIdBytes} bytes`,
    came: `it has ${boardId.length}`,
    next: 'give the whole value',
  });
}
