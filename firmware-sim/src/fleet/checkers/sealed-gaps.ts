import { CounterSet, type JournalPage } from '@feierabend/protocol';

import { numberedFrame, type Leftover } from './leftover.ts';
import { entryOf } from './read-entry.ts';

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

  /** How many are missing for no reason, at the end of a life; below zero, how many it says to have deleted that it never had. */
  missing({ sealed, frames, unreadable, entries }: Leftover): number {
    for (const [number, bytes] of entries) this.#entry(number, bytes);
    let known = 0;
    for (const { highest, missing } of this.#acknowledged.values()) known += highest + 1 - missing;
    for (const { sessionTag, counter } of frames) {
      // The acknowledgement came, and power was cut before it was written down.
      if (this.#acknowledged.get(sessionTag)?.has(counter) !== true) known += 1;
    }
    for (const deleted of this.#deleted.values()) known += deleted;
    let unknown = unreadable;
    for (const some of this.#unknown.values()) unknown += some;
    return known > sealed ? sealed - known : Math.max(0, sealed - known - unknown);
  }

  #entry(number: number, bytes: Uint8Array): void {
    const entry = entryOf(bytes);
    if (!entry.ok || (entry.value.kind !== 'deletion' && entry.value.kind !== 'doubt')) return;
    const { frames, batches = frames, ...told } = entry.value.detail;
    const count = (name: string) => Number(told[name] ?? 0);
    this.#unknown.set(number, count('unknown'));
    const unnumbered = count('keys') + count('staged') + count('unknown');
    this.#deleted.set(number, Number(batches ?? 0) - unnumbered);
  }
}
