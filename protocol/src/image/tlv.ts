import { concatBytes } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import { u16 } from '../schema/fields.ts';
import { struct } from '../schema/struct.ts';

/**
 * What a TLV entry holds; numbers of MCUboot's `bootutil/image.h`, which is right where its
 * `design.md` differs.
 */
export const TlvType = {
  keyHash: 0x01,
  publicKey: 0x02,
  sha256: 0x10,
  sha384: 0x11,
  sha512: 0x12,
  rsa2048: 0x20,
  ecdsa: 0x22,
  rsa3072: 0x23,
  ed25519: 0x24,
  pureSignature: 0x25,
  dependency: 0x40,
  securityCounter: 0x50,
  bootRecord: 0x60,
  vendorId: 0x74,
  boardId: 0x75,
} as const;

/** The magic of the area that the hash covers, and of the one it does not. */
export const TlvMagic = { protected: 0x6908, unprotected: 0x6907 } as const;

/** In front of each area. */
export const TlvAreaHeader = struct('TlvAreaHeader', 'little', {
  magic: u16('`0x6908` protected, `0x6907` not protected'),
  areaBytes: u16('length of the area with this header'),
});

/** In front of each entry. */
export const TlvEntryHeader = struct('TlvEntryHeader', 'little', {
  type: u16('a number of TlvType'),
  valueBytes: u16('length of the value that follows'),
});

export interface TlvEntry {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface TlvArea {
  readonly entries: readonly TlvEntry[];
  readonly areaBytes: number;
}

const areaBytesMax = 0xffff;

/** Throws {@link UsageError} `IMAGE_TLV` when the entries do not fit one area (65,535 bytes). */
export function encodeTlvArea(magic: number, entries: readonly TlvEntry[]): Uint8Array {
  const encoded = entries.map(({ type, value }) =>
    concatBytes(TlvEntryHeader.encode({ type, valueBytes: value.length }), value),
  );
  const areaBytes = tlvAreaBytes(entries);
  if (areaBytes > areaBytesMax) {
    throw new UsageError({
      code: 'IMAGE_TLV',
      expected: `image TLV entries of at most ${areaBytesMax} bytes together`,
      came: `they have ${areaBytes}`,
      next: 'leave the largest one out',
    });
  }
  return concatBytes(TlvAreaHeader.encode({ magic, areaBytes }), ...encoded);
}

export function tlvAreaBytes(entries: readonly TlvEntry[]): number {
  const valueBytes = entries.reduce((sum, { value }) => sum + value.length, 0);
  return TlvAreaHeader.sizeBytes + entries.length * TlvEntryHeader.sizeBytes + valueBytes;
}

/**
 * Reads the area that starts at `at`; every entry must lie inside it, and the entries must fill it.
 */
export function readTlvArea(image: Uint8Array, at: number, magic: number): Result<TlvArea> {
  const header = TlvAreaHeader.decode(image.subarray(at));
  if (!header.ok) return broken(at, `the file ends at byte ${image.length}`);
  const { areaBytes } = header.value.value;
  if (header.value.value.magic !== magic) {
    return broken(at, `0x${header.value.value.magic.toString(16)} stands where its magic should`);
  }
  const end = at + areaBytes;
  if (end > image.length) return broken(at, `its ${areaBytes} bytes reach beyond the end`);
  const entries: TlvEntry[] = [];
  let next = at + TlvAreaHeader.sizeBytes;
  while (next < end) {
    const entry = TlvEntryHeader.decode(image.subarray(next, end));
    if (!entry.ok) return broken(at, `an entry is cut off at byte ${next}`);
    const { type, valueBytes } = entry.value.value;
    const from = next + TlvEntryHeader.sizeBytes;
    next = from + valueBytes;
    if (next > end) return broken(at, `the entry 0x${type.toString(16)} reaches beyond it`);
    entries.push({ type, value: image.slice(from, next) });
  }
  return next === end
    ? ok({ entries, areaBytes })
    : broken(at, 'its length is less than its header');
}

function broken(at: number, came: string): Failed {
  return failed({
    code: 'IMAGE_TLV',
    expected: `a whole TLV area at byte ${at} of the image`,
    came,
    next: 'build the image again, or copy the whole file',
  });
}
