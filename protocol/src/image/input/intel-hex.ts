import { failed, type Failed, type Result } from '../../result.ts';
import {
  addressSpaceBytes,
  flattenMemory,
  type FlatMemory,
  type MemoryBlock,
} from './memory-map.ts';

/** Record types of the Intel HEX format (Intel, revision A, 1988). */
const recordType = {
  data: 0,
  endOfFile: 1,
  segmentAddress: 2,
  segmentStart: 3,
  linearAddress: 4,
  linearStart: 5,
} as const;

const segmentBytes = 0x1_0000;

/** Count, address and type before the data, checksum behind it. */
const overheadBytes = 5;

/**
 * Reads an Intel HEX file of 8, 16 or 32 bits. Records may come in any order; the start addresses
 * (types 3 and 5) mean nothing here. Faults: `HEX_RECORD` with the line, `HEX_END`, and those of
 * {@link flattenMemory}.
 */
export function readIntelHex(file: Uint8Array): Result<FlatMemory> {
  const blocks: MemoryBlock[] = [];
  const lines = new TextDecoder().decode(file).split(/\r\n|\r|\n/u);
  let base = 0;
  /** Addresses of 32 bits go on over a border of 64 KiB; those of a segment begin again. */
  let isLinear = false;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const record = readRecord(line.trim());
    if (typeof record === 'string') return badRecord(index + 1, record);
    const { type, address, data } = record;
    switch (type) {
      case recordType.data:
        if (base + address + data.length > addressSpaceBytes) {
          return badRecord(index + 1, 'it reaches beyond 32 bits of address');
        }
        if (!isLinear && address + data.length > segmentBytes) {
          return badRecord(index + 1, 'it reaches beyond the end of its segment');
        }
        blocks.push({ address: base + address, bytes: data });
        break;
      case recordType.endOfFile: {
        const more = lines.findIndex((one, at) => at > index && one.trimStart().startsWith(':'));
        return more < 0 ? flattenMemory(blocks) : badRecord(more + 1, 'it follows the end record');
      }
      case recordType.segmentAddress:
        base = wordOf(data) * 16;
        isLinear = false;
        break;
      case recordType.linearAddress:
        base = wordOf(data) * segmentBytes;
        isLinear = true;
        break;
      case recordType.segmentStart:
      case recordType.linearStart:
        break;
      default:
        return badRecord(index + 1, `its type is ${type}`);
    }
  }
  return failed({
    code: 'HEX_END',
    expected: 'an Intel HEX file that ends with its end record (:00000001FF)',
    came: 'it ends before that',
    next: 'copy the whole file',
  });
}

interface HexRecord {
  readonly type: number;
  readonly address: number;
  readonly data: Uint8Array;
}

/** A record, or what is wrong with it. */
function readRecord(line: string): HexRecord | string {
  if (!/^:(?:[0-9A-Fa-f]{2})+$/u.test(line)) return 'it is not a colon and hexadecimal bytes';
  const bytes = new Uint8Array((line.length - 1) / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(line.slice(1 + 2 * at, 3 + 2 * at), 16);
  }
  const [count = 0, high = 0, low = 0, type = 0] = bytes;
  if (bytes.length !== count + overheadBytes) return `it claims ${count} bytes of data`;
  if (bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) return 'its checksum is wrong';
  const setsBase = type === recordType.segmentAddress || type === recordType.linearAddress;
  if (setsBase && count !== 2) return `an address record has ${count} bytes`;
  return { type, address: (high << 8) | low, data: bytes.subarray(4, 4 + count) };
}

function wordOf(data: Uint8Array): number {
  return ((data[0] ?? 0) << 8) | (data[1] ?? 0);
}

function badRecord(line: number, came: string): Failed {
  return failed({
    code: 'HEX_RECORD',
    expected: `an Intel HEX record in line ${line}`,
    came,
    next: 'export the file again, or copy it again',
  });
}
