import { Uf2Block } from './uf2.ts';

export const hexEnd = ':00000001FF';

/** A record of Intel HEX with its checksum. */
export function hexRecord(type: number, address: number, data: readonly number[]): string {
  const bytes = [data.length, address >> 8, address & 0xff, type, ...data];
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return `:${[...bytes, -sum & 0xff].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export interface Uf2BlockParts {
  readonly flags?: number;
  readonly address?: number;
  readonly data?: Uint8Array;
  readonly dataBytes?: number;
  readonly blockNumber?: number;
  readonly blocks?: number;
  readonly familyId?: number;
}

/** A block of UF2, its data filled up with zeros. */
export function uf2Block(parts: Uf2BlockParts = {}): Uint8Array {
  const { flags = 0, address = 0, data = Uint8Array.of(1, 2), familyId = 0 } = parts;
  const padded = new Uint8Array(476);
  padded.set(data);
  return Uf2Block.encode({
    flags,
    address,
    dataBytes: parts.dataBytes ?? data.length,
    blockNumber: parts.blockNumber ?? 0,
    blocks: parts.blocks ?? 1,
    familyId,
    data: padded,
  });
}
