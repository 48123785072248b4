import { failed, ok, type Failed, type Result } from '../../result.ts';

/** Bytes that belong to one address. */
export interface MemoryBlock {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface FlatMemory {
  /** Address of the first byte. */
  readonly address: number;
  /** From the first byte to the last; what no block holds is erased flash, 0xff. */
  readonly bytes: Uint8Array;
}

/** What 32 bits of address reach. */
export const addressSpaceBytes = 2 ** 32;

/**
 * More than any microcontroller here has flash; a file with one stray address must not cost
 * gigabytes.
 */
export const memoryBytesMax = 32 * 1024 * 1024;

/** Puts blocks in their places. Faults: `FIRMWARE_EMPTY`, `FIRMWARE_SPAN`, `FIRMWARE_OVERLAP`. */
export function flattenMemory(blocks: readonly MemoryBlock[]): Result<FlatMemory> {
  const sorted = blocks.filter(({ bytes }) => bytes.length > 0);
  sorted.sort((a, b) => a.address - b.address);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) {
    return fault('FIRMWARE_EMPTY', 'a file with data in it', 'it has none', 'export it again');
  }
  const start = first.address;
  // Before anything is allocated: in sorted blocks that do not overlap the last one also ends last.
  const twice = sorted.find(({ address }, index) => {
    const before = sorted[index - 1];
    return before !== undefined && address < before.address + before.bytes.length;
  });
  if (twice !== undefined) {
    const came = `the byte at 0x${twice.address.toString(16)} is there twice`;
    return fault('FIRMWARE_OVERLAP', 'each address once', came, 'export it again');
  }
  const spanBytes = last.address + last.bytes.length - start;
  if (spanBytes > memoryBytesMax) {
    const expected = `data within ${memoryBytesMax} bytes of flash`;
    const came = `it reaches over ${spanBytes}`;
    return fault('FIRMWARE_SPAN', expected, came, 'export the application alone');
  }
  const flat = new Uint8Array(spanBytes).fill(0xff);
  for (const { address, bytes } of sorted) flat.set(bytes, address - start);
  return ok({ address: start, bytes: flat });
}

function fault(code: string, expected: string, came: string, next: string): Failed {
  return failed({ code, expected, came, next });
}
