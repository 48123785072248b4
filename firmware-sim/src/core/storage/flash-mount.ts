import {
  blockHeaderBytes,
  entryBytes,
  entryHeaderBytes,
  isBlank,
  isCleared,
  readBlockHeader,
  readEntryHeader,
  type BlockKind,
  type EntryHeader,
} from './flash-format.ts';
import { readEntry } from './flash-entry.ts';
import type { FlashArea } from './flash-map.ts';
import { LiveEntries, type EntryPlace } from './live-entries.ts';
import { holdsSteady, readSteady } from './steady-read.ts';
import type { Flash } from '../ports.ts';

export interface Block {
  readonly at: number;
  /** 0 for a block that holds nothing. */
  generation: number;
  usedBytes: number;
  live: number;
  /** Does not erase any more. */
  isBad: boolean;
}

export interface MountedBlocks {
  /** Those that hold something or are bad, in the order in which they lie. */
  readonly blocks: Block[];
  /** The block opened last; entries are appended there. */
  readonly current: Block | undefined;
  readonly live: LiveEntries;
  readonly nextSequence: number;
  readonly torn: number;
  readonly damaged: number;
}

/** The block in which an address lies. */
export function blockOf(
  blocks: readonly Block[],
  at: number,
  blockBytes: number,
): Block | undefined {
  return blocks.find((block) => at >= block.at && at < block.at + blockBytes);
}

/** Finds out what an area of flash holds. Writes nothing. */
export function mountBlocks(flash: Flash, area: FlashArea): MountedBlocks {
  return new Mount(flash, area).result();
}

class Mount {
  readonly #flash: Flash;
  readonly #area: FlashArea;
  readonly #blockBytes: number;
  readonly #live = new LiveEntries();
  #blocks: readonly Block[] = [];
  #nextSequence = 0;
  #torn = 0;
  #brokenBlocks = 0;
  #damaged = 0;

  constructor(flash: Flash, area: FlashArea) {
    this.#flash = flash;
    this.#area = area;
    this.#blockBytes = area.blockBytes ?? flash.eraseBlockBytes;
  }

  result(): MountedBlocks {
    const count = this.#area.sizeBytes / this.#blockBytes;
    this.#blocks = Array.from({ length: count }, (_, index) => this.#block(index));
    const inOrder = this.#blocks.filter((block) => block.generation > 0);
    inOrder.sort((a, b) => a.generation - b.generation);
    const current = inOrder.at(-1);
    for (const block of inOrder) this.#scan(block);
    if (current !== undefined) this.#closeIfDirty(current);
    return {
      blocks: this.#blocks.filter((block) => block.generation > 0 || block.isBad),
      current,
      live: this.#live,
      nextSequence: this.#nextSequence,
      torn: this.#torn,
      damaged: this.#damaged + this.#brokenBlocks,
    };
  }

  #block(index: number): Block {
    const at = this.#area.at + index * this.#blockBytes;
    const header = this.#blockHeader(at);
    const isBad = header.kind === 'bad';
    const block: Block = { at, generation: 0, usedBytes: this.#blockBytes, live: 0, isBad };
    if (header.kind === 'log') {
      this.#nextSequence = Math.max(this.#nextSequence, header.firstSequence);
      block.generation = header.generation;
    }
    if (header.kind !== 'broken') return block;
    // A header that power cut short has nothing behind it yet; any other one had.
    if (this.#isBlankFrom(block, blockHeaderBytes)) this.#torn += 1;
    else this.#brokenBlocks += 1;
    return block;
  }

  #blockHeader(at: number): BlockKind {
    const place = { at, length: blockHeaderBytes };
    const sound = readSteady(this.#flash, place, (bytes) => {
      const read = readBlockHeader(bytes);
      return read.kind === 'broken' ? undefined : read;
    });
    return sound ?? { kind: 'broken' };
  }

  #scan(block: Block): void {
    let used = blockHeaderBytes;
    while (used + entryHeaderBytes <= this.#blockBytes) {
      const at = block.at + used;
      const header = this.#entryHeader(at, this.#blockBytes - used);
      if (header === 'blank') break;
      if (typeof header === 'string') {
        // Where the next entry begins is not known.
        this.#count(header === 'written');
        used = this.#blockBytes;
        break;
      }
      this.#entry(block, at, header);
      used += entryBytes(header.length);
    }
    block.usedBytes = used;
  }

  /** The header, or what stands in its place: nothing, or the rest of one, with its `written` byte cleared or not. */
  #entryHeader(at: number, roomBytes: number): EntryHeader | 'blank' | 'written' | 'unwritten' {
    let last: Uint8Array = new Uint8Array();
    const sound = readSteady(this.#flash, { at, length: entryHeaderBytes }, (bytes) => {
      last = bytes;
      if (isBlank(bytes)) return 'blank' as const;
      const header = readEntryHeader(bytes);
      return header !== undefined && entryBytes(header.length) <= roomBytes ? header : undefined;
    });
    return sound ?? (isCleared(last[12]) ? 'written' : 'unwritten');
  }

  #entry(block: Block, at: number, header: EntryHeader): void {
    const { length } = header;
    if (isCleared(header.written) && (isCleared(header.freed) || isCleared(header.released))) {
      // Let go, and perhaps overwritten since then: only its number still counts.
      this.#nextSequence = Math.max(this.#nextSequence, header.sequence + 1);
      if (isCleared(header.released)) this.#release();
      return;
    }
    const sound = isCleared(header.written) ? readEntry(this.#flash, at, length) : undefined;
    if (sound === undefined) {
      this.#count(isCleared(header.written));
      return;
    }
    const { sequence, marked } = sound.header;
    this.#nextSequence = Math.max(this.#nextSequence, sequence + 1);
    this.#adopt(block, sequence, { at, lengthBytes: length, marked: isCleared(marked) });
  }

  #adopt(block: Block, sequence: number, place: EntryPlace): void {
    // Two with one number: the cell that should have said that the first one counts did so only later.
    this.#forget(this.#live.get(sequence));
    this.#live.set(sequence, place);
    block.live += 1;
  }

  #forget(place: EntryPlace | undefined): void {
    const block = place && blockOf(this.#blocks, place.at, this.#blockBytes);
    if (block !== undefined) block.live -= 1;
  }

  /** All that was read so far is let go, and so is what could not be read. */
  #release(): void {
    for (const place of this.#live.takeUntil(Number.POSITIVE_INFINITY)) this.#forget(place);
    this.#damaged = 0;
  }

  /** Cells that a cut append has touched cannot take another entry. */
  #closeIfDirty(block: Block): void {
    if (this.#isBlankFrom(block, block.usedBytes)) return;
    this.#torn += 1;
    block.usedBytes = this.#blockBytes;
  }

  #isBlankFrom(block: Block, from: number): boolean {
    const place = { at: block.at + from, length: this.#blockBytes - from };
    return holdsSteady(this.#flash, place, isBlank);
  }

  #count(wasPromised: boolean): void {
    if (wasPromised) this.#damaged += 1;
    else this.#torn += 1;
  }
}
