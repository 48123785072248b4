import { FlashLog } from '../storage/flash-log.ts';
import { flashMap } from '../storage/flash-map.ts';
import { FrameCodec, type Covered, type FrameEntry } from './stored-frame.ts';
import type { Flash } from '../ports.ts';

export type OutboxEntry = FrameEntry;

/**
 * Sealed frames waiting for the network, in flash. A frame stays until the peer acknowledged it.
 *
 * **Invariant:** holds ciphertext only; nothing in this file can open a frame.
 */
export class Outbox {
  readonly #log: FlashLog;
  readonly #codec: FrameCodec;

  constructor(flash: Flash, storageKey: Uint8Array) {
    this.#log = new FlashLog(flash, flashMap.outbox);
    this.#codec = new FrameCodec(storageKey);
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

  /** What the waiting frames of a channel stand for. */
  covered(channel: FrameEntry['channel']): Covered[] {
    return this.waiting().flatMap((sequence) => {
      const entry = this.read(sequence);
      return entry?.channel === channel && entry.covers !== undefined ? [entry.covers] : [];
    });
  }

  /** False when the area is full: nothing was stored. */
  store(entry: OutboxEntry): boolean {
    return this.#log.append(this.#codec.encode(entry)) !== undefined;
  }

  /** The entry, or undefined when it is gone, damaged or not authentic. */
  read(sequence: number): OutboxEntry | undefined {
    const stored = this.#log.read(sequence);
    return stored === undefined ? undefined : this.#codec.decode(stored);
  }

  /** See {@link FlashLog.scrub}. */
  scrub(): boolean {
    return this.#log.scrub();
  }

  free(sequence: number): void {
    this.#log.free(sequence);
  }
}
