import { FlashLog } from '../storage/flash-log.ts';
import type { FlashLogRam } from '../storage/flash-log-ram.ts';
import { flashMap } from '../storage/flash-map.ts';
import { FrameIndex } from './frame-index.ts';
import {
  factsOf,
  FrameCodec,
  storedBytes,
  type Covered,
  type FrameEntry,
  type FrameFacts,
  type StoredKind,
} from './stored-frame.ts';
import type { Flash } from '../ports.ts';

export type OutboxEntry = FrameEntry;

/** A frame on its way to the network. */
export interface OutgoingFrame {
  readonly facts: FrameFacts;
  readonly frame: Uint8Array;
}

/**
 * Sealed frames waiting for the network, in flash. A frame stays until the peer acknowledged it.
 *
 * **Invariant:** holds ciphertext only; nothing in this file can open a frame.
 */
export class Outbox {
  readonly #log: FlashLog;
  readonly #codec: FrameCodec;
  readonly #index = new FrameIndex();
  /** The frame stored last, until it is let go: most are sent right after they were stored. */
  #newest: (OutgoingFrame & { readonly sequence: number }) | undefined;

  constructor(flash: Flash, storageKey: Uint8Array, ram?: FlashLogRam) {
    this.#log = new FlashLog(flash, flashMap.outbox, ram);
    this.#codec = new FrameCodec(storageKey);
    for (const sequence of this.#log.sequences()) this.facts(sequence);
  }

  /** See {@link FlashLog.ram}. */
  get ram(): FlashLogRam | undefined {
    return this.#log.ram;
  }

  get size(): number {
    return this.#log.size;
  }

  /** See {@link FlashLog.failures}. */
  get failures(): number {
    return this.#log.failures;
  }

  /** Sequence numbers, oldest first. */
  waiting(): number[] {
    return this.#log.sequences();
  }

  /** Whether the frame waits: nobody has taken or erased it. */
  has(sequence: number): boolean {
    return this.#log.has(sequence);
  }

  /** What the waiting frames of a kind stand for. */
  covered(kind: StoredKind): Covered[] {
    return this.waiting().flatMap((sequence) => {
      const facts = this.facts(sequence);
      return facts?.kind === kind && facts.covers !== undefined ? [facts.covers] : [];
    });
  }

  /** False when the area is full: nothing was stored. */
  store(entry: OutboxEntry): boolean {
    const sequence = this.#log.append(this.#codec.encode(entry));
    if (sequence === undefined) return false;
    this.#newest = { sequence, facts: this.#index.add(sequence, entry), frame: entry.frame };
    return true;
  }

  /** Whether so many frames of a size would find room. */
  hasRoomFor(frameBytes: number, count = 1): boolean {
    return this.#log.hasRoomFor(storedBytes(frameBytes), count);
  }

  /** The entry, or undefined when it is gone, damaged or not authentic. */
  read(sequence: number): OutboxEntry | undefined {
    const stored = this.#log.read(sequence);
    return stored === undefined ? undefined : this.#codec.decode(stored);
  }

  /**
   * What goes to the network, and by what it is judged; undefined like {@link read}. The frame stored last is still in hand as
   * it was sealed; flash may hold something else by now than it was given, so every other one is read and proved.
   */
  outgoing(sequence: number): OutgoingFrame | undefined {
    if (this.#newest?.sequence === sequence) return this.#newest;
    const entry = this.read(sequence);
    return entry && { facts: factsOf(entry), frame: entry.frame };
  }

  /** What an entry was when it was stored, or found authentic after the boot: see {@link outgoing}. */
  facts(sequence: number): FrameFacts | undefined {
    const known = this.#index.get(sequence);
    if (known !== undefined) return known;
    const entry = this.read(sequence);
    return entry && this.#index.add(sequence, entry);
  }

  /** See {@link FrameIndex.isSealing}. */
  isSealing(session: number): boolean {
    return this.#index.isSealing(session);
  }

  /** See {@link FrameIndex.agedBefore}. */
  agedBefore(limitS: number): number[] {
    return this.#index.agedBefore(limitS);
  }

  /** See {@link FlashLog.scrub}. */
  scrub(): boolean {
    return this.#log.scrub();
  }

  free(sequence: number): void {
    if (this.#newest?.sequence === sequence) this.#newest = undefined;
    this.#log.free(sequence);
    this.#index.remove(sequence);
  }
}
