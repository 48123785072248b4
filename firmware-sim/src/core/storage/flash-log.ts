import { InternalError } from '@feierabend/protocol';

import { readEntry } from './flash-entry.ts';
import {
  badMark,
  blockHeaderBytes,
  encodeBlockHeader,
  encodeEntry,
  entryBytes,
  entryFlagAt,
  entryHeaderBytes,
  isBlank,
} from './flash-format.ts';
import type { FlashArea } from './flash-map.ts';
import { blockOf, mountBlocks, type Block } from './flash-mount.ts';
import { eraseArea, scrubBlock } from './flash-scrub.ts';
import { packBlocks, unpackBlocks, type FlashLogRam } from './flash-log-ram.ts';
import type { LiveEntries } from './live-entries.ts';
import { holdsPart, holdsSteady, isSteadilyCleared, readBackBytes } from './steady-read.ts';
import type { Flash } from '../ports.ts';

/** What is written, one entry at a time and for all logs of the device. */
let buffer = new Uint8Array(1024);
const zero = Uint8Array.of(0);

/**
 * An append-only log over one flash area (docs/firmware/storage.md).
 *
 * An entry counts from the moment its `written` byte is cleared, which is the last program operation of an append. It is
 * let go by clearing its `freed` byte, which needs no erase; a block is erased when it is needed again and all its entries
 * are free, the one that was opened longest ago first, so that wear is spread. A block that does not erase is left out.
 *
 * **Invariant:** what {@link append} returned is found again by every later mount, until it is freed; what it did not
 * return is never found.
 */
export class FlashLog {
  readonly #flash: Flash;
  readonly #blockBytes: number;
  readonly #live: LiveEntries;
  readonly #area: FlashArea;
  /** Those that hold something or are bad: most of the others are never used in a short life. */
  readonly #blocks: Block[];
  #current: Block | undefined;
  #nextSequence: number;
  #failures = 0;
  /** Appends that a power cut ended, found at mount: nothing that was promised. */
  readonly torn: number;
  /** Stored things that no longer match their CRC, found at mount: something was lost. */
  readonly damaged: number;

  /** `ram` is what the log of an earlier object on the same cells knew when it fell asleep. */
  constructor(flash: Flash, area: FlashArea, ram?: FlashLogRam) {
    this.#flash = flash;
    this.#area = area;
    this.#blockBytes = area.blockBytes ?? flash.eraseBlockBytes;
    const mounted = ram === undefined ? mountBlocks(flash, area) : unpackBlocks(ram);
    this.#blocks = mounted.blocks;
    this.#live = mounted.live;
    this.#current = mounted.current;
    this.#nextSequence = mounted.nextSequence;
    this.torn = mounted.torn;
    this.damaged = mounted.damaged;
  }

  /** What is known of the cells; undefined where not all of that stands in them, because they did not take it. */
  get ram(): FlashLogRam | undefined {
    if (this.#failures > 0) return undefined;
    return packBlocks({
      blocks: this.#blocks,
      current: this.#current,
      live: this.#live,
      nextSequence: this.#nextSequence,
      torn: this.torn,
      damaged: this.damaged,
    });
  }

  /** The largest payload one entry can hold. */
  get payloadBytesMax(): number {
    return this.#blockBytes - blockHeaderBytes - entryHeaderBytes;
  }

  /** Sequence numbers of the entries that are not freed, oldest first, as far as they are not before `from`. */
  sequences(from = 0): number[] {
    return this.#live.sequences(from);
  }

  /** Whether the entry is there and not freed. */
  has(sequence: number): boolean {
    return this.#live.has(sequence);
  }

  get size(): number {
    return this.#live.size;
  }

  /** What the next entry will be. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Blocks that the next entries can move to. */
  get emptyBlocks(): number {
    let taken = 0;
    for (const block of this.#blocks) if (!this.#isEmpty(block)) taken += 1;
    return this.#area.sizeBytes / this.#blockBytes - taken;
  }

  /** Whether so many entries of a size would find room, as long as the cells take them. */
  hasRoomFor(payloadBytes: number, count = 1): boolean {
    const current = this.#current;
    const leftBytes = current === undefined ? 0 : this.#blockBytes - current.usedBytes;
    return leftBytes >= count * entryBytes(payloadBytes) || this.emptyBlocks > 0;
  }

  /** Erases and programs since the mount that the cells did not take. */
  get failures(): number {
    return this.#failures;
  }

  /** The first live entry that lies in another block than the oldest one; undefined when all lie in one. */
  get secondBlockFrom(): number | undefined {
    let oldest: Block | undefined;
    for (const [sequence, { at }] of this.#live.places()) {
      oldest ??= this.#blockOf(at);
      if (this.#blockOf(at) !== oldest) return sequence;
    }
    return undefined;
  }

  /** The payload of a live entry; undefined when it is freed, or no longer matches its CRC. */
  read(sequence: number): Uint8Array | undefined {
    const place = this.#live.get(sequence);
    if (place === undefined) return undefined;
    const entry = readEntry(this.#flash, place.at, place.lengthBytes);
    return entry?.header.sequence === sequence ? entry.payload : undefined;
  }

  /** Stores a payload and returns its sequence number; undefined when the area is full. */
  append(payload: Uint8Array): number | undefined {
    if (payload.length > this.payloadBytesMax || payload.length === 0) {
      throw new InternalError(`a log entry of ${payload.length} bytes was asked for`);
    }
    const sequence = this.#nextSequence;
    const length = entryHeaderBytes + payload.length;
    if (buffer.length < length) buffer = new Uint8Array(length);
    const bytes = encodeEntry(sequence, payload, buffer);
    for (let tries = 0; tries <= this.#blocks.length; tries += 1) {
      const block = this.#blockWithRoom(entryBytes(payload.length));
      if (block === undefined) return undefined;
      const at = block.at + block.usedBytes;
      block.usedBytes += entryBytes(payload.length);
      this.#flash.program(at, bytes);
      if (this.#holds(at, bytes) && this.#clear(at + entryFlagAt.written)) {
        block.live += 1;
        this.#live.set(sequence, { at, lengthBytes: payload.length, marked: false });
        this.#nextSequence = sequence + 1;
        return sequence;
      }
      // A cell that does not take its bit: nothing more goes into this block before it is erased.
      this.#failures += 1;
      block.usedBytes = this.#blockBytes;
    }
    return undefined;
  }

  /** Lets an entry go. Freeing twice, or freeing what is not there, does nothing. */
  free(sequence: number): void {
    const place = this.#live.get(sequence);
    if (place === undefined) return;
    if (!this.#clear(place.at + entryFlagAt.freed)) this.#failures += 1;
    this.#live.delete(sequence);
    this.#forget(place.at);
  }

  /** Lets a live entry go, and all before it, in one operation. */
  freeUntil(sequence: number): void {
    const last = this.#live.get(sequence);
    if (last === undefined) return;
    if (!this.#clear(last.at + entryFlagAt.released)) this.#failures += 1;
    for (const { at } of this.#live.takeUntil(sequence)) this.#forget(at);
  }

  /** Marks a live entry, over every later mount. What the mark means is the owner's. */
  mark(sequence: number): void {
    const place = this.#live.get(sequence);
    if (place === undefined || place.marked) return;
    if (!this.#clear(place.at + entryFlagAt.marked)) this.#failures += 1;
    const { at, lengthBytes } = place;
    this.#live.set(sequence, { at, lengthBytes, marked: true });
  }

  isMarked(sequence: number): boolean {
    return this.#live.get(sequence)?.marked === true;
  }

  /** Overwrites or erases everything that was let go; false when it could not be read back as gone. */
  scrub(): boolean {
    const kept = new Set([...this.#live.places()].map(([, { at }]) => at));
    let isGone = true;
    for (const at of this.#addresses()) {
      const block = this.#blockOf(at);
      if (block !== undefined && (block.live > 0 || block === this.#current)) {
        const scrubbed = { at, usedBytes: block.usedBytes, kept };
        isGone = scrubBlock(this.#flash, scrubbed) && isGone;
      } else {
        if (block !== undefined) block.generation = 0;
        isGone = eraseArea(this.#flash, { at, sizeBytes: this.#blockBytes }) && isGone;
      }
    }
    return isGone;
  }

  #forget(at: number): void {
    const block = this.#blockOf(at);
    if (block !== undefined) block.live -= 1;
  }

  /** Programs a single byte to 0; false when its cells did not take it, twice. */
  #clear(at: number): boolean {
    for (let tries = 0; tries < 2; tries += 1) {
      this.#flash.program(at, zero);
      if (isSteadilyCleared(this.#flash, at)) return true;
    }
    return false;
  }

  #holds(at: number, bytes: Uint8Array): boolean {
    for (let from = 0; from < bytes.length; from += readBackBytes) {
      if (!holdsPart(this.#flash, at, bytes, from)) return false;
    }
    return true;
  }

  #blockWithRoom(bytes: number): Block | undefined {
    const current = this.#current;
    if (current !== undefined && current.usedBytes + bytes <= this.#blockBytes) return current;
    const generation = (current?.generation ?? 0) + 1;
    for (const at of this.#emptyAddresses()) {
      const next = this.#known(at);
      if (!this.#open(next, generation)) continue;
      this.#current = next;
      return next;
    }
    return undefined;
  }

  /** Of all blocks. */
  *#addresses(): Generator<number> {
    const { at, sizeBytes } = this.#area;
    for (let block = at; block < at + sizeBytes; block += this.#blockBytes) yield block;
  }

  /** Where empty blocks begin, the one that was opened longest ago first. */
  #emptyAddresses(): number[] {
    const generationOf = (at: number) => this.#blockOf(at)?.generation ?? 0;
    return [...this.#addresses()]
      .filter((at) => {
        const block = this.#blockOf(at);
        return block === undefined || this.#isEmpty(block);
      })
      .toSorted((a, b) => generationOf(a) - generationOf(b));
  }

  #isEmpty(block: Block): boolean {
    return block.live === 0 && !block.isBad && block !== this.#current;
  }

  #blockOf(at: number): Block | undefined {
    return blockOf(this.#blocks, at, this.#blockBytes);
  }

  #known(at: number): Block {
    let block = this.#blockOf(at);
    if (block === undefined) {
      block = { at, generation: 0, usedBytes: this.#blockBytes, live: 0, isBad: false };
      this.#blocks.push(block);
    }
    return block;
  }

  /** False when the block does not erase: it is taken out of use. */
  #open(block: Block, generation: number): boolean {
    const { at } = block;
    // An erase that power ends half-way may bring freed entries back; without its header nobody reads them.
    if (block.generation > 0) this.#flash.program(at, new Uint8Array(4));
    block.generation = 0;
    for (let from = at; from < at + this.#blockBytes; from += this.#flash.eraseBlockBytes) {
      this.#flash.erase(from);
    }
    const header = encodeBlockHeader(generation, this.#nextSequence);
    if (holdsSteady(this.#flash, { at, length: this.#blockBytes }, isBlank)) {
      this.#flash.program(at, header);
      if (this.#holds(at, header)) {
        block.generation = generation;
        block.usedBytes = blockHeaderBytes;
        return true;
      }
    }
    this.#failures += 1;
    this.#flash.program(at, badMark);
    block.isBad = true;
    return false;
  }
}
