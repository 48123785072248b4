import { FlashLog } from '../storage/flash-log.ts';
import type { FlashLogRam } from '../storage/flash-log-ram.ts';
import { flashMap } from '../storage/flash-map.ts';
import type { Outbox } from './outbox.ts';
import { FrameCodec, type Covered, type FrameEntry } from './stored-frame.ts';
import type { Flash } from '../ports.ts';

/**
 * The records of the batch that is being collected, each sealed on its own, in flash: what a power cut leaves of it. They are
 * let go when the batch is stored; if power ended before that, they are sent in its place.
 *
 * **Invariant:** holds ciphertext only; nothing in this file can open a frame.
 */
export class Staging {
  readonly #log: FlashLog;
  readonly #codec: FrameCodec;
  /** What this life stages begins here. */
  readonly #bootAt: number;

  constructor(flash: Flash, storageKey: Uint8Array, ram?: StagingRam) {
    this.#log = new FlashLog(flash, flashMap.staging, ram?.log);
    this.#codec = new FrameCodec(storageKey);
    this.#bootAt = ram?.bootAt ?? this.#log.nextSequence;
  }

  /** See {@link FlashLog.ram}. */
  get ram(): StagingRam | undefined {
    const log = this.#log.ram;
    return log && { log, bootAt: this.#bootAt };
  }

  get size(): number {
    return this.#log.size;
  }

  /** See {@link FlashLog.failures}. */
  get failures(): number {
    return this.#log.failures;
  }

  /** What was staged since the boot; undefined when nothing is. */
  get span(): Covered | undefined {
    const from = this.#log.sequences().find((sequence) => sequence >= this.#bootAt);
    return from === undefined ? undefined : { from, until: this.#log.nextSequence };
  }

  /** False when the area is full: a power cut would take the record. */
  add(entry: FrameEntry): boolean {
    return this.#log.append(this.#codec.encode(entry)) !== undefined;
  }

  /** Lets all staged records go: the batch that holds them is stored. */
  release(): void {
    this.#freeUntil(this.#log.sequences().at(-1));
  }

  /** Overwrites what is or was staged; false when it could not be read back as gone. */
  erase(): boolean {
    this.release();
    return this.#log.scrub();
  }

  /**
   * Moves what an earlier life left to the outbox. Power may go in the middle: what a frame in the outbox covers is not moved
   * again, because nothing is sent before the end of this. Without room in the outbox the rest stays, to be tried again.
   */
  recover(outbox: Outbox): Recovered {
    const left = this.#log.sequences().filter((sequence) => sequence < this.#bootAt);
    const covered = left.length === 0 ? [] : outbox.covered('records');
    let moved = 0;
    let damaged = 0;
    for (const [index, sequence] of left.entries()) {
      if (covered.some(({ from, until }) => sequence >= from && sequence < until)) continue;
      const stored = this.#log.read(sequence);
      const entry = stored === undefined ? undefined : this.#codec.decode(stored);
      if (entry === undefined) {
        damaged += 1;
      } else if (outbox.store({ ...entry, covers: { from: sequence, until: sequence + 1 } })) {
        moved += 1;
      } else {
        this.#freeUntil(left[index - 1]);
        return { moved, damaged, isDone: false };
      }
    }
    this.#freeUntil(left.at(-1));
    return { moved, damaged, isDone: true };
  }

  #freeUntil(sequence: number | undefined): void {
    if (sequence !== undefined) this.#log.freeUntil(sequence);
  }
}

export interface StagingRam {
  readonly log: FlashLogRam;
  readonly bootAt: number;
}

interface Recovered {
  readonly moved: number;
  readonly damaged: number;
  /** Nothing of an earlier life is left. */
  readonly isDone: boolean;
}
