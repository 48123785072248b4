import { literal, struct, u16, u32, u8, type Infer } from '@feierabend/protocol';

import { crc32 } from './crc32.ts';

const blockMagic = 0x474f4c46;

/** Front of every block of a log, programmed right after the erase. */
const BlockHeader = struct('BlockHeader', 'little', {
  magic: literal(u32, blockMagic, 'marks a block of a log; 0 marks one about to be erased'),
  generation: u32('1 for the first block that was opened, one more for each later one'),
  firstSequence: u32('sequence number of the first entry, so that an empty block keeps the count'),
  crc: u32('CRC-32 of the fields above'),
});
type BlockHeader = Infer<typeof BlockHeader>;

/** Front of every entry. The last four bytes are programmed one by one, later, from 0xFF to 0x00. */
const EntryHeader = struct('EntryHeader', 'little', {
  length: u16('payload bytes'),
  lengthCheck: u16('the complement of the length'),
  sequence: u32('counts up over the life of the log'),
  crc: u32('CRC-32 of length (u32), sequence (u32) and payload'),
  written: u8('0 once header and payload were programmed and read back'),
  marked: u8('0 once the owner has marked the entry'),
  freed: u8('0 once the entry was let go'),
  released: u8('0 once the entry and all before it were let go'),
});
export type EntryHeader = Infer<typeof EntryHeader>;

export const blockHeaderBytes = 16;
export const entryHeaderBytes = 16;
/** Where the single bytes lie in an entry. */
export const entryFlagAt = { written: 12, marked: 13, freed: 14, released: 15 } as const;

/** Programmed over the front of a block that does not erase: no log block has a generation of 0. */
export const badMark = new Uint8Array(8);

export type BlockKind =
  | { readonly kind: 'log'; readonly generation: number; readonly firstSequence: number }
  /** Never used, or on its way to be erased. */
  | { readonly kind: 'free' }
  /** Does not erase any more, and was taken out of use. */
  | { readonly kind: 'bad' }
  /** Has a header that is neither whole nor empty. */
  | { readonly kind: 'broken' };

export function encodeBlockHeader(generation: number, firstSequence: number): Uint8Array {
  const header = BlockHeader.encode({ generation, firstSequence, crc: 0 });
  new DataView(header.buffer, header.byteOffset).setUint32(12, crc32(header.subarray(0, 12)), true);
  return header;
}

export function readBlockHeader(bytes: Uint8Array): BlockKind {
  if (isZero(bytes.subarray(0, badMark.length))) return { kind: 'bad' };
  if (isBlank(bytes) || isZero(bytes.subarray(0, 4))) return { kind: 'free' };
  const whole = withMagic(bytes);
  const header = BlockHeader.decode(whole);
  if (!header.ok || header.value.value.crc !== crc32(whole.subarray(0, 12))) {
    return { kind: 'broken' };
  }
  const { generation, firstSequence }: BlockHeader = header.value.value;
  return { kind: 'log', generation, firstSequence };
}

/** Power may end while the magic is cleared: as long as some of it is left, what follows is still read. */
function withMagic(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const left = view.getUint32(0, true);
  if (left === blockMagic || (left & ~blockMagic) !== 0) return bytes;
  const whole = bytes.slice();
  new DataView(whole.buffer).setUint32(0, blockMagic, true);
  return whole;
}

/** Header and payload as they are programmed first, with every later byte still erased; written over `out`. */
export function encodeEntry(sequence: number, payload: Uint8Array, out: Uint8Array): Uint8Array {
  const header: EntryHeader = {
    length: payload.length,
    lengthCheck: ~payload.length & 0xffff,
    sequence,
    crc: entryCrc(sequence, payload),
    written: 0xff,
    marked: 0xff,
    freed: 0xff,
    released: 0xff,
  };
  out.set(EntryHeader.encode(header));
  out.set(payload, entryHeaderBytes);
  return out.subarray(0, entryHeaderBytes + payload.length);
}

/** The header, or undefined when its length is not one. */
export function readEntryHeader(bytes: Uint8Array): EntryHeader | undefined {
  const header = EntryHeader.decode(bytes);
  if (!header.ok) return undefined;
  const { length, lengthCheck } = header.value.value;
  return (~length & 0xffff) === lengthCheck ? header.value.value : undefined;
}

const crcHead = new DataView(new ArrayBuffer(8));
const crcHeadBytes = new Uint8Array(crcHead.buffer);

export function entryCrc(sequence: number, payload: Uint8Array): number {
  crcHead.setUint32(0, payload.length, true);
  crcHead.setUint32(4, sequence, true);
  return crc32(crcHeadBytes, payload);
}

/** What an entry takes in its block: header, payload, padding to four. */
export function entryBytes(payloadBytes: number): number {
  return entryHeaderBytes + ((payloadBytes + 3) & ~3);
}

/** As an erase leaves it. */
export function isBlank(bytes: Uint8Array): boolean {
  let at = 0;
  // Whole blocks are asked about, word by word.
  if (bytes.length >= 256 && bytes.byteOffset % 4 === 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    for (; at < words.length; at += 1) if (words[at] !== -1) return false;
    at *= 4;
  }
  for (; at < bytes.length; at += 1) if (bytes[at] !== 0xff) return false;
  return true;
}

/** Whether a byte that is programmed from 0xFF to 0 was: by the majority of its bits, one of which may read wrong. */
export function isCleared(flag: number | undefined): boolean {
  let set = 0;
  for (let bits = flag ?? 0xff; bits !== 0; bits &= bits - 1) set += 1;
  return set < 4;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
