import {
  blockHeaderBytes,
  entryBytes,
  entryCrc,
  entryHeaderBytes,
  isBlank,
  readBlockHeader,
  readEntryHeader,
} from './flash-format.ts';
import type { FlashArea } from './flash-map.ts';
import type { Flash } from '../ports.ts';

export interface Block {
  readonly at: number;
  /** 0 for a block that holds nothing. */
  generation: number;
  usedBytes: number;
  live: number;
}

export interface EntryPlace {
  readonly at: number;
  readonly lengthBytes: number;
  readonly block: Block;
  marked: boolean;
}

export interface MountedBlocks {
  readonly blocks: readonly Block[];
  /** The block opened last; entries are appended there. */
  readonly current: Block | undefined;
  /** By sequence number, oldest first. */
  readonly live: Map<number, EntryPlace>;
  readonly nextSequence: number;
  readonly torn: number;
  readonly damaged: number;
}

/** Finds out what an area of flash holds. Writes nothing. */
export function mountBlocks(flash: Flash, area: FlashArea): MountedBlocks {
  return new Mount(flash, area).result();
}

class Mount {
  readonly #flash: Flash;
  readonly #area: FlashArea;
  readonly #blockBytes: number;
  readonly #live = new Map<number, EntryPlace>();
  #nextSequence = 0;
  #torn = 0;
  #damaged = 0;

  constructor(flash: Flash, area: FlashArea) {
    this.#flash = flash;
    this.#area = area;
    this.#blockBytes = area.blockBytes ?? flash.eraseBlockBytes;
  }

  result(): MountedBlocks {
    const count = this.#area.sizeBytes / this.#blockBytes;
    const blocks = Array.from({ length: count }, (_, index) => this.#block(index));
    const inOrder = blocks.filter((block) => block.generation > 0);
    inOrder.sort((a, b) => a.generation - b.generation);
    const current = inOrder.at(-1);
    for (const block of inOrder) this.#scan(block);
    if (current !== undefined) this.#closeIfDirty(current);
    return {
      blocks,
      current,
      live: this.#live,
      nextSequence: this.#nextSequence,
      torn: this.#torn,
      damaged: this.#damaged,
    };
  }

  #block(index: number): Block {
    const at = this.#area.at + index * this.#blockBytes;
    const header = readBlockHeader(this.#flash.read(at, blockHeaderBytes));
    const block = { at, generation: 0, usedBytes: this.#blockBytes, live: 0 };
    if (header.kind === 'log') {
      this.#nextSequence = Math.max(this.#nextSequence, header.firstSequence);
      return { ...block, generation: header.generation };
    }
    // A header that power cut short has nothing behind it yet; any other one had.
    if (header.kind === 'broken') this.#count(!this.#isBlankFrom(block, blockHeaderBytes));
    return block;
  }

  #scan(block: Block): void {
    let used = blockHeaderBytes;
    while (used + entryHeaderBytes <= this.#blockBytes) {
      const at = block.at + used;
      const raw = this.#flash.read(at, entryHeaderBytes);
      if (isBlank(raw)) break;
      const header = readEntryHeader(raw);
      const isWritten = raw[12] === 0;
      if (header === undefined || used + entryBytes(header.length) > this.#blockBytes) {
        // Where the next entry begins is not known.
        this.#count(isWritten);
        used = this.#blockBytes;
        break;
      }
      const payload = this.#flash.read(at + entryHeaderBytes, header.length);
      if (isWritten && header.freed !== 0xff) {
        // Let go, and perhaps overwritten since then: only its number still counts.
        this.#nextSequence = Math.max(this.#nextSequence, header.sequence + 1);
      } else if (!isWritten || header.crc !== entryCrc(header.sequence, payload)) {
        this.#count(isWritten);
      } else {
        this.#nextSequence = Math.max(this.#nextSequence, header.sequence + 1);
        this.#adopt(block, { ...header, at });
      }
      used += entryBytes(header.length);
    }
    block.usedBytes = used;
  }

  #adopt(
    block: Block,
    found: { readonly at: number; readonly length: number; sequence: number; marked: number },
  ): void {
    const { at, length, sequence } = found;
    this.#live.set(sequence, { at, lengthBytes: length, block, marked: found.marked !== 0xff });
    block.live += 1;
  }

  /** Cells that a cut append has touched cannot take another entry. */
  #closeIfDirty(block: Block): void {
    if (this.#isBlankFrom(block, block.usedBytes)) return;
    this.#torn += 1;
    block.usedBytes = this.#blockBytes;
  }

  #isBlankFrom(block: Block, from: number): boolean {
    return isBlank(this.#flash.read(block.at + from, this.#blockBytes - from));
  }

  #count(wasPromised: boolean): void {
    if (wasPromised) this.#damaged += 1;
    else this.#torn += 1;
  }
}
