import { failed, ok, type Failed, type Result } from '../result.ts';
import { decodeDependency, type ImageDependency } from './dependency.ts';
import { ImageHeader, imageHeaderBytesMin, imageMagic } from './header.ts';
import { readTlvArea, TlvMagic, TlvType, type TlvArea, type TlvEntry } from './tlv.ts';
import type { ImageVersion } from './version.ts';

export interface FirmwareImage {
  readonly header: ImageHeader;
  readonly version: ImageVersion;
  readonly body: Uint8Array;
  readonly protectedTlvs: readonly TlvEntry[];
  readonly tlvs: readonly TlvEntry[];
  /**
   * SHA-256 as the image states it: the name of the image in every image state. Only `verifyImage`
   * recomputes it.
   */
  readonly hash: Uint8Array;
  /** How many bytes from the start the hash covers. */
  readonly hashedBytes: number;
  readonly securityCounter?: number;
  /** UUID of the board; without it the board is unknown. */
  readonly boardId?: Uint8Array;
  /** Other images of the board that this one needs; empty when it names none. */
  readonly dependencies: readonly ImageDependency[];
  /** Length of the image; what follows in a slot or a padded file is no part of it. */
  readonly totalBytes: number;
}

/**
 * Takes an image apart, with every length checked against the bytes that are there. It believes
 * what the image says: whether the hash and the signature are true is for `verifyImage`. Faults:
 * `IMAGE_SIZE`, `IMAGE_MAGIC`, `IMAGE_TLV`.
 */
export function readImage(bytes: Uint8Array): Result<FirmwareImage> {
  if (bytes.length < imageHeaderBytesMin) return sizeFault(`it has ${bytes.length} bytes`);
  const decoded = ImageHeader.decode(bytes);
  if (!decoded.ok) return magicFault(bytes);
  const header = decoded.value.value;
  const { headerBytes, bodyBytes, protectedTlvBytes, version } = header;
  if (headerBytes < imageHeaderBytesMin) return sizeFault(`its header claims ${headerBytes} bytes`);
  const bodyEnd = headerBytes + bodyBytes;
  if (bodyEnd > bytes.length) {
    return sizeFault(`header and body claim ${bodyEnd} bytes and ${bytes.length} are there`);
  }
  const shielded = readProtectedArea(bytes, bodyEnd, protectedTlvBytes);
  if (!shielded.ok) return shielded;
  const hashedBytes = bodyEnd + protectedTlvBytes;
  const open = readTlvArea(bytes, hashedBytes, TlvMagic.unprotected);
  if (!open.ok) return open;
  const facts = readFacts(shielded.value.entries, open.value.entries);
  if (!facts.ok) return facts;
  return ok({
    header,
    version,
    body: bytes.slice(headerBytes, bodyEnd),
    protectedTlvs: shielded.value.entries,
    tlvs: open.value.entries,
    hashedBytes,
    totalBytes: hashedBytes + open.value.areaBytes,
    ...facts.value,
  });
}

function readProtectedArea(bytes: Uint8Array, at: number, areaBytes: number): Result<TlvArea> {
  if (areaBytes === 0) return ok({ entries: [], areaBytes });
  const area = readTlvArea(bytes, at, TlvMagic.protected);
  if (!area.ok || area.value.areaBytes === areaBytes) return area;
  return tlvFault(
    `a protected TLV area of ${areaBytes} bytes, as the header says`,
    `the area itself says ${area.value.areaBytes}`,
  );
}

/**
 * Counter, board and dependencies count only where the hash covers them; in the other area anybody
 * could have added them.
 */
function readFacts(protectedTlvs: readonly TlvEntry[], tlvs: readonly TlvEntry[]) {
  const hash = single(tlvs, TlvType.sha256, 32);
  const counter = single(protectedTlvs, TlvType.securityCounter, 4);
  const boardId = single(protectedTlvs, TlvType.boardId, 16);
  if (!hash.ok) return hash;
  if (!counter.ok) return counter;
  if (!boardId.ok) return boardId;
  if (hash.value === undefined) return tlvFault('a SHA-256 entry (TLV 0x10)', otherHash(tlvs));
  const dependencies: ImageDependency[] = [];
  for (const { value } of protectedTlvs.filter(({ type }) => type === TlvType.dependency)) {
    const dependency = decodeDependency(value);
    if (!dependency.ok) return dependency;
    dependencies.push(dependency.value);
  }
  return ok({
    hash: hash.value,
    dependencies,
    ...(counter.value === undefined ? {} : { securityCounter: u32At(counter.value) }),
    ...(boardId.value === undefined ? {} : { boardId: boardId.value }),
  });
}

function otherHash(tlvs: readonly TlvEntry[]): string {
  const types = new Set(tlvs.map(({ type }) => type));
  if (types.has(TlvType.pureSignature)) return 'the image was signed in pure mode, without a hash';
  return types.has(TlvType.sha384) || types.has(TlvType.sha512)
    ? 'the image has a longer hash'
    : 'the image has none';
}

function single(
  entries: readonly TlvEntry[],
  type: number,
  valueBytes: number,
): Result<Uint8Array | undefined> {
  const found = entries.filter((entry) => entry.type === type);
  const expected = `at most one TLV 0x${type.toString(16)}, of ${valueBytes} bytes`;
  if (found.length > 1) return tlvFault(expected, `the image has ${found.length}`);
  const value = found[0]?.value;
  if (value === undefined || value.length === valueBytes) return ok(value);
  return tlvFault(expected, `it has ${value.length} bytes`);
}

function u32At(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

function sizeFault(came: string): Failed {
  return failed({
    code: 'IMAGE_SIZE',
    expected: 'a whole MCUboot image',
    came,
    next: 'copy the whole file, or build it again',
  });
}

function magicFault(bytes: Uint8Array): Failed {
  return failed({
    code: 'IMAGE_MAGIC',
    expected: `an MCUboot image, which starts with 0x${imageMagic.toString(16)}`,
    came: `the first word is 0x${u32At(bytes).toString(16).padStart(8, '0')}`,
    next: 'give the signed image, not the bare binary, the ELF or the HEX file',
  });
}

function tlvFault(expected: string, came: string): Failed {
  return failed({
    code: 'IMAGE_TLV',
    expected,
    came,
    next: 'build the image again, and sign it in the default mode of imgtool',
  });
}
