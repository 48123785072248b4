import { equalBytes, InternalError } from '@feierabend/protocol';

import {
  blockHeaderBytes,
  encodeBlockHeader,
  encodeEntry,
  entryBytes,
  entryCrc,
  entryFlagAt,
  entryHeaderBytes,
  readEntryHeader,
} from './flash-format.ts';
import type { FlashArea } from './flash-map.ts';
import { mountBlocks, type Block, type EntryPlace } from './flash-mount.ts';
import { eraseArea, scrubBlock } from './flash-scrub.ts';
import type { Flash } from '../ports.ts';

/**
 * An append-only log over one flash area (docs/firmware/storage.md).
 *
 * An entry counts from the moment its `written` byte is cleared, which is the last program operation of an append. It is
 * let go by clearing its `freed` byte, which needs no erase; a block is erased when it is needed again and all its entries
 * are free, the one that was opened longest ago first, so that wear is spread.
 *
 * **Invariant:** what {@link append} returned is found again by every later mount, until it is freed; what it did not
 * return is never found.
 */
export class FlashLog {
  readonly #flash: Flash;
  readonly #blockBytes: number;
  readonly #live: Map<number, EntryPlace>;
  readonly #blocks: readonly Block[];
  #current: Block | undefined;
  #nextSequence: number;
  /** Appends that a power cut ended, found at mount: nothing that was promised. */
  readonly torn: number;
  /** Stored things that no longer match their CRC, found at mount: something was lost. */
  readonly damaged: number;

  constructor(flash: Flash, area: FlashArea) {
    this.#flash = flash;
    this.#blockBytes = area.blockBytes ?? flash.eraseBlockBytes;
    const mounted = mountBlocks(flash, area);
    this.#blocks = mounted.blocks;
    this.#live = mounted.live;
    this.#current = mounted.current;
    this.#nextSequence = mounted.nextSequence;
    this.torn = mounted.torn;
    this.damaged = mounted.damaged;
  }

  /** The largest payload one entry can hold. */
  get payloadBytesMax(): number {
    return this.#blockBytes - blockHeaderBytes - entryHeaderBytes;
  }

  /** Sequence numbers of the entries that are not freed, oldest first. */
  sequences(): number[] {
    return [...this.#live.keys()];
  }

  get size(): number {
    return this.#live.size;
  }

  /** The payload of a live entry; undefined when it is freed, or no longer matches its CRC. */
  read(sequence: number): Uint8Array | undefined {
    const place = this.#live.get(sequence);
    if (place === undefined) return undefined;
    const header = readEntryHeader(this.#flash.read(place.at, entryHeaderBytes));
    const payload = this.#flash.read(place.at + entryHeaderBytes, place.lengthBytes);
    return header?.crc === entryCrc(sequence, payload) ? payload : undefined;
  }

  /** Stores a payload and returns its sequence number; undefined when the area is full. */
  append(payload: Uint8Array): number | undefined {
    if (payload.length > this.payloadBytesMax || payload.length === 0) {
      throw new InternalError(`a log entry of ${payload.length} bytes was asked for`);
    }
    const sequence = this.#nextSequence;
    const bytes = encodeEntry(sequence, payload);
    for (let tries = 0; tries < this.#blocks.length; tries += 1) {
      const block = this.#blockWithRoom(entryBytes(payload.length));
      if (block === undefined) return undefined;
      const at = block.at + block.usedBytes;
      block.usedBytes += entryBytes(payload.length);
      this.#flash.program(at, bytes);
      if (equalBytes(this.#flash.read(at, bytes.length), bytes)) {
        this.#clear(at + entryFlagAt.written);
        block.live += 1;
        this.#live.set(sequence, { at, lengthBytes: payload.length, block, marked: false });
        this.#nextSequence = sequence + 1;
        return sequence;
      }
      // A cell that does not take its bit any more: nothing more goes into this block.
      block.usedBytes = this.#blockBytes;
    }
    return undefined;
  }

  /** Lets an entry go. Freeing twice, or freeing what is not there, does nothing. */
  free(sequence: number): void {
    const place = this.#live.get(sequence);
    if (place === undefined) return;
    this.#clear(place.at + entryFlagAt.freed);
    this.#live.delete(sequence);
    place.block.live -= 1;
  }

  /** Marks a live entry, over every later mount. What the mark means is the owner's. */
  mark(sequence: number): void {
    const place = this.#live.get(sequence);
    if (place === undefined || place.marked) return;
    this.#clear(place.at + entryFlagAt.marked);
    place.marked = true;
  }

  isMarked(sequence: number): boolean {
    return this.#live.get(sequence)?.marked === true;
  }

  /** Overwrites or erases everything that was let go; false when it could not be read back as gone. */
  scrub(): boolean {
    const kept = new Set([...this.#live.values()].map(({ at }) => at));
    const results = this.#blocks.map((block) => {
      const { at, usedBytes } = block;
      if (block.live > 0 || block === this.#current) {
        return scrubBlock(this.#flash, { at, usedBytes, kept });
      }
      block.generation = 0;
      return eraseArea(this.#flash, { at, sizeBytes: this.#blockBytes });
    });
    return results.every(Boolean);
  }

  #clear(at: number): void {
    this.#flash.program(at, Uint8Array.of(0));
  }

  #blockWithRoom(bytes: number): Block | undefined {
    const current = this.#current;
    if (current !== undefined && current.usedBytes + bytes <= this.#blockBytes) return current;
    const empty = this.#blocks.filter((block) => block.live === 0 && block !== current);
    empty.sort((a, b) => a.generation - b.generation);
    const next = empty[0];
    if (next === undefined) return undefined;
    this.#open(next, (current?.generation ?? 0) + 1);
    this.#current = next;
    return next;
  }

  #open(block: Block, generation: number): void {
    const { at } = block;
    // An erase that power ends half-way may bring freed entries back; without its header nobody reads them.
    if (block.generation > 0) this.#flash.program(at, new Uint8Array(4));
    block.generation = 0;
    for (let from = at; from < at + this.#blockBytes; from += this.#flash.eraseBlockBytes) {
      this.#flash.erase(from);
    }
    this.#flash.program(at, encodeBlockHeader(generation, this.#nextSequence));
    block.generation = generation;
    block.usedBytes = blockHeaderBytes;
  }
}
