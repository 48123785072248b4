import { DataError, toHex } from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';

import { crc32 } from '../core/storage/crc32.ts';
import { flashMap } from '../core/storage/flash-map.ts';

/** Which board a chip was soldered to. */
export interface BoardMark {
  readonly tenant?: string;
  readonly device?: string;
  /** In hexadecimal digits. */
  readonly boardId: string;
  /** Of all its dice. */
  readonly seed: number;
}

/** What stands behind the cells: the board, and how often it was switched on. */
const recordForm = z.strictObject({
  flash: z.literal(1),
  /** One more with each record. */
  sequence: z.int().nonnegative(),
  /** Boots that have begun; each has dice of its own. */
  boots: z.int().nonnegative(),
  /** Factory programming came to its end. */
  made: z.boolean(),
  /** Where the firmware that wrote the cells has its areas. */
  layout: z.string(),
  board: z.strictObject({
    tenant: z.string().optional(),
    device: z.string().optional(),
    boardId: z.string(),
    seed: z.int().nonnegative(),
  }),
});
export type BoardRecord = z.infer<typeof recordForm>;

/** One of two places of a record. They are written in turn, so that a write that was cut short leaves the one before. */
export const recordBytes = 1024;

export const layoutDigest = toHex(
  sha256(new TextEncoder().encode(JSON.stringify(flashMap))).subarray(0, 8),
);

/** JSON with its length and CRC in front. */
export function encodeRecord(record: BoardRecord): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(record));
  const bytes = new Uint8Array(recordBytes).fill(0x20);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, text.length);
  head.setUint32(4, crc32(text));
  bytes.set(text, 8);
  return bytes;
}

/** The record, or undefined where none was written to its end. */
export function decodeRecord(bytes: Uint8Array): BoardRecord | undefined {
  const head = new DataView(bytes.buffer, bytes.byteOffset);
  const text = bytes.subarray(8, 8 + head.getUint32(0));
  if (crc32(text) !== head.getUint32(4)) return undefined;
  try {
    return recordForm.parse(JSON.parse(new TextDecoder().decode(text)));
  } catch {
    return undefined;
  }
}

/** Throws {@link DataError} `FLASH_FILE_OTHER` when the cells are of another board, or of firmware with another map. */
export function requireSameBoard(path: string, { board, layout }: BoardRecord, own: BoardMark) {
  for (const key of ['boardId', 'tenant', 'device', 'seed'] as const) {
    if (board[key] === own[key]) continue;
    throw other({
      path,
      expected: `${key} ${own[key] ?? 'none'}`,
      came: `it has ${key} ${board[key] ?? 'none'}`,
      next: 'give the --config and --seed that it was made with, or another --flash',
    });
  }
  if (layout === layoutDigest) return;
  throw other({
    path,
    expected: `the flash map ${layoutDigest} of this firmware`,
    came: `it has ${layout}`,
    next: 'run it with the version that wrote it, or give another --flash',
  });
}

function other(parts: { path: string; expected: string; came: string; next: string }): DataError {
  const { path, expected, came, next } = parts;
  return new DataError({
    code: 'FLASH_FILE_OTHER',
    expected: `a chip with ${expected} in ${path}`,
    came,
    next,
  });
}
