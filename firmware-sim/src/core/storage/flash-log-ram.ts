import type { Block, MountedBlocks } from './flash-mount.ts';
import { LiveEntries } from './live-entries.ts';

/** What a log in RAM knows of its cells, in numbers. */
export type FlashLogRam = readonly number[];

const headNumbers = 5;
const blockNumbers = 5;

export function packBlocks(mounted: MountedBlocks): FlashLogRam {
  const { blocks, current, live, nextSequence, torn, damaged } = mounted;
  return [
    nextSequence,
    torn,
    damaged,
    current === undefined ? -1 : blocks.indexOf(current),
    blocks.length,
    ...blocks.flatMap((block) => [
      block.at,
      block.generation,
      block.usedBytes,
      block.live,
      block.isBad ? 1 : 0,
    ]),
    ...live.packed,
  ];
}

export function unpackBlocks(ram: FlashLogRam): MountedBlocks {
  const [nextSequence = 0, torn = 0, damaged = 0, current = -1, count = 0] = ram;
  const blocks = Array.from({ length: count }, (_, index): Block => {
    const from = headNumbers + index * blockNumbers;
    const [at = 0, generation = 0, usedBytes = 0, live = 0, isBad = 0] = ram.slice(from);
    return { at, generation, usedBytes, live, isBad: isBad === 1 };
  });
  const live = LiveEntries.of(ram.slice(headNumbers + count * blockNumbers));
  return { blocks, current: blocks[current], live, nextSequence, torn, damaged };
}
