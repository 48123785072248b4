import { CounterSet, type JournalPage } from '@feierabend/protocol';

import { numberedFrame, type Leftover } from './leftover.ts';
import { entryOf } from './read-entry.ts';

interface FrameBalance {
  /** For no reason; below zero, how many it says to have deleted that it never had. */
  readonly missing: number;
  /** Acknowledged, and in flash all the same: they would be sent again. */
  readonly kept: number;
}

/**
 * Frames that a device has sealed and let go too soon, the newest ones included. Each has been acknowledged to the device, or has
 * to wait in flash, by its number; of what it has deleted the device says only how much.
 */
export class SealedGaps {
  /** By session. */
  readonly #acknowledged = new Map<number, CounterSet>();
  /** Frames with a number, by that of the entry that tells of it. */
  readonly #deleted = new Map<number, number>();
  /** The same for frames that may have had one. */
  readonly #unknown = new Map<number, number>();
  #isWorn = false;
  #wasFull = false;

  acknowledged(frame: Uint8Array): void {
    const numbered = numberedFrame(frame);
    if (numbered === undefined) return;
    const { sessionTag, counter } = numbered;
    const known = this.#acknowledged.get(sessionTag) ?? new CounterSet();
    known.add(counter);
    this.#acknowledged.set(sessionTag, known);
  }

  page({ firstIndex, entries }: JournalPage): void {
    entries.forEach((bytes, at) => this.#entry(firstIndex + at, bytes));
  }

  /** Whether the journal tells of anything that was deleted, or for which there was no room. */
  get tellsOfLosses(): boolean {
    return this.#deleted.size > 0 || this.#wasFull;
  }

  /** The balance at the end of a life. */
  account({ sealed, frames, unreadable, entries }: Leftover): FrameBalance {
    for (const [number, bytes] of entries) this.#entry(number, bytes);
    let known = 0;
    let kept = 0;
    for (const { highest, missing } of this.#acknowledged.values()) known += highest + 1 - missing;
    for (const { sessionTag, counter } of frames) {
      if (this.#acknowledged.get(sessionTag)?.has(counter) === true) kept += 1;
      else known += 1;
    }
    for (const deleted of this.#deleted.values()) known += deleted;
    let unknown = unreadable;
    for (const some of this.#unknown.values()) unknown += some;
    const missing = known > sealed ? sealed - known : Math.max(0, sealed - known - unknown);
    return { missing, kept: this.#isWorn ? 0 : kept };
  }

  #entry(number: number, bytes: Uint8Array): void {
    const entry = entryOf(bytes);
    if (!entry.ok) return;
    const { kind, detail } = entry.value;
    // Cells that take no mark keep what they hold.
    if (kind === 'storage' && 'failures' in detail) this.#isWorn = true;
    if (kind === 'storage' && 'full' in detail) this.#wasFull = true;
    if (kind !== 'deletion' && kind !== 'doubt') return;
    const { frames, batches = frames, ...told } = detail;
    const count = (name: string) => Number(told[name] ?? 0);
    this.#unknown.set(number, count('unknown'));
    const unnumbered = count('keys') + count('staged') + count('unknown');
    this.#deleted.set(number, Number(batches ?? 0) - unnumbered);
  }
}
