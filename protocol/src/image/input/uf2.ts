import { failed, type Failed, type Result } from '../../result.ts';
import { bytes, literal, u32 } from '../../schema/fields.ts';
import { struct } from '../../schema/struct.ts';
import {
  addressSpaceBytes,
  flattenMemory,
  type FlatMemory,
  type MemoryBlock,
} from './memory-map.ts';

/** One block of a UF2 file (github.com/microsoft/uf2): 512 bytes, whatever it carries. */
export const Uf2Block = struct('Uf2Block', 'little', {
  magicStart0: literal(u32, 0x0a32_4655, '"UF2" and a line feed'),
  magicStart1: literal(u32, 0x9e5d_5157, 'second magic'),
  flags: u32('0x1 not for the main flash, 0x1000 file, 0x2000 family id, 0x4000 MD5, 0x8000 tags'),
  address: u32('where the data goes'),
  dataBytes: u32('how much of the data counts, at most 476'),
  blockNumber: u32('from 0'),
  blocks: u32('number of blocks in the file'),
  familyId: u32('kind of the processor, with flag 0x2000; else the size of the file, or 0'),
  data: bytes(476, 'the data, then zeros'),
  magicEnd: literal(u32, 0x0ab1_6f30, 'last magic'),
});

const flagNotMainFlash = 0x1;
const flagFileContainer = 0x1000;
const flagFamilyId = 0x2000;

/** The data for the main flash, and the family it is for when the file names one. */
export interface Uf2Memory {
  readonly memory: Result<FlatMemory>;
  readonly familyId?: number;
}

/**
 * Reads a UF2 file. Blocks that are not for the main flash are passed over. Faults: `UF2_BLOCK`
 * with the number of the block, `UF2_END` when some are missing, `UF2_FAMILY` when it is for several
 * processors, and those of {@link flattenMemory}.
 */
export function readUf2(file: Uint8Array): Uf2Memory {
  const size = Uf2Block.sizeBytes;
  const blocks: MemoryBlock[] = [];
  const counts = new Map<number, number>();
  let familyId: number | undefined;
  if (file.length === 0 || file.length % size !== 0) {
    return { memory: badBlock(Math.floor(file.length / size), 'the file ends inside of it') };
  }
  for (let at = 0; at < file.length; at += size) {
    const number = at / size;
    const block = Uf2Block.decode(file.subarray(at, at + size));
    if (!block.ok) return { memory: badBlock(number, block.fault.came) };
    const { flags, address, dataBytes, data, blocks: total, ...rest } = block.value.value;
    if (dataBytes > data.length)
      return { memory: badBlock(number, `it claims ${dataBytes} bytes`) };
    if (rest.blockNumber >= total) {
      return { memory: badBlock(number, `it is number ${rest.blockNumber} of ${total}`) };
    }
    counts.set(total, (counts.get(total) ?? 0) + 1);
    if ((flags & flagNotMainFlash) !== 0 || (flags & flagFileContainer) !== 0) continue;
    if (address + dataBytes > addressSpaceBytes) {
      return { memory: badBlock(number, 'it reaches beyond 32 bits of address') };
    }
    const family = (flags & flagFamilyId) === 0 ? undefined : rest.familyId;
    if (blocks.length > 0 && family !== familyId) return { memory: severalFamilies() };
    familyId = family;
    blocks.push({ address, bytes: data.subarray(0, dataBytes) });
  }
  // Two builds may follow each other in one file; their blocks count apart.
  const short = [...counts].find(([total, count]) => count % total !== 0);
  if (short !== undefined) return { memory: missingBlocks(...short) };
  return { memory: flattenMemory(blocks), ...(familyId === undefined ? {} : { familyId }) };
}

function badBlock(number: number, came: string): Failed {
  return failed({
    code: 'UF2_BLOCK',
    expected: `a UF2 block of ${Uf2Block.sizeBytes} bytes as number ${number} of the file`,
    came,
    next: 'export the file again, or copy it again',
  });
}

function missingBlocks(total: number, count: number): Failed {
  return failed({
    code: 'UF2_END',
    expected: `a UF2 file with all of its ${total} blocks`,
    came: `it has ${count % total}`,
    next: 'copy the whole file',
  });
}

function severalFamilies(): Failed {
  return failed({
    code: 'UF2_FAMILY',
    expected: 'a UF2 file for one kind of processor',
    came: 'it has blocks for several',
    next: 'export the file for this board alone',
  });
}
