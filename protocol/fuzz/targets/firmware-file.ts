import { concatBytes } from '../../src/bytes.ts';
import { readFirmwareFile } from '../../src/image/input/firmware-file.ts';
import { hexEnd, hexRecord, uf2Block } from '../../src/image/input/firmware-file.suite.ts';
import { readIntelHex } from '../../src/image/input/intel-hex.ts';
import { memoryBytesMax } from '../../src/image/input/memory-map.ts';
import { readUf2 } from '../../src/image/input/uf2.ts';
import { textOf, utf8 } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const data = Array.from({ length: 16 }, (_, i) => i);
const hexFile = (records: readonly string[]) =>
  utf8.encode([...records, hexEnd].map((record) => `${record}\n`).join(''));

/** Records of 44 characters that lie one behind the other, upwards or downwards. */
function recordFile(bytes: number, order: 1 | -1): Uint8Array {
  const count = Math.max(1, Math.floor(bytes / 44));
  const made = Array.from({ length: count }, (_, i) => hexRecord(0, 16 * (i % 4000), data));
  return hexFile(order === 1 ? made : made.toReversed());
}

/** The file's size does not bound the span; the limit of the memory does. */
const outputBytesMax = (inputBytes: number) => memoryBytesMax + 4096 + 64 * inputBytes;

export const intelHex: FuzzTarget = {
  name: 'Intel HEX',
  corpus: [
    hexFile([hexRecord(4, 0, [0, 1]), hexRecord(0, 0, data), hexRecord(0, 16, data)]),
    hexFile([hexRecord(2, 0, [16, 0]), hexRecord(0, 65_520, data), hexRecord(5, 0, [0, 0, 0, 0])]),
    recordFile(400, -1),
  ],
  run(input) {
    const read = readIntelHex(input);
    readFirmwareFile(input);
    return { accepted: read.ok, output: read };
  },
  outputBytesMax,
  /** Gives every line the checksum it needs. */
  dress: (input) => {
    const lines = textOf(input)
      .split('\n')
      .map((line) => {
        const bytes = /^:((?:[0-9A-Fa-f]{2})+)[0-9A-Fa-f]{2}$/u.exec(line.trim())?.[1] ?? '';
        const all = bytes.match(/../gu)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
        const [, high = 0, low = 0, type = 0, ...rest] = all;
        return all.length < 4 ? line : hexRecord(type, high * 256 + low, rest.slice(0, 255));
      });
    return utf8.encode(lines.join('\n'));
  },
  shapes: {
    'records upwards': (bytes) => recordFile(bytes, 1),
    'records downwards': (bytes) => recordFile(bytes, -1),
    'empty lines': (bytes) => utf8.encode('\n'.repeat(bytes)),
    'one long record': (bytes) => utf8.encode(`:${'00'.repeat(bytes / 2)}\n`),
    spaces: (bytes) => utf8.encode(`:${' '.repeat(bytes)}x`),
  },
};

const block = (blockNumber: number, blocks: number) =>
  uf2Block({ address: 256 * blockNumber, data: new Uint8Array(256), blockNumber, blocks });

export const uf2: FuzzTarget = {
  name: 'UF2',
  corpus: [
    concatBytes(block(0, 3), block(1, 3), block(2, 3)),
    uf2Block({ flags: 0x2000, familyId: 0xe48b_ff56 }),
  ],
  run(input) {
    const { memory } = readUf2(input);
    readFirmwareFile(input);
    return { accepted: memory.ok, output: memory };
  },
  outputBytesMax,
  dress: (input, dice) =>
    uf2Block({
      flags: dice.pick([0, 1, 0x1000, 0x2000]),
      address: dice.word(),
      data: input.slice(0, 476),
      dataBytes: dice.below(600),
      blockNumber: dice.below(3),
      blocks: dice.below(3),
    }),
  shapes: {
    blocks: (bytes) => {
      const count = Math.floor(bytes / 512);
      return concatBytes(...Array.from({ length: count }, (_, i) => block(i, count)));
    },
  },
};
