import {
  DeletionReceiptMap,
  receiptDetail,
  sessionTagBytes,
  type JournalPage,
} from '@feierabend/protocol';

import type { OpenedFrame } from './checker.ts';
import type { Leftover } from './leftover.ts';
import { entryOf } from './read-entry.ts';

interface SessionCount {
  highest: number;
  readonly seen: Set<number>;
}

/**
 * Frames that were sealed and never came, the newest ones included. Each has to wait in flash, by its number; of what it has
 * deleted the device says only how much.
 */
export class SealedGaps {
  readonly #sessions = new Map<string, SessionCount>();
  /** By the number of the entry that tells of it. */
  readonly #deletedFrames = new Map<number, number>();
  /** By the digest of the receipt. */
  readonly #deletedBatches = new Map<string, number>();

  /** The highest number that had come before in its session. */
  count({ session, counter }: OpenedFrame): number {
    const known = this.#sessions.get(session) ?? { highest: -1, seen: new Set<number>() };
    this.#sessions.set(session, known);
    const before = known.highest;
    known.highest = Math.max(before, counter);
    known.seen.add(counter);
    return before;
  }

  page({ firstIndex, entries }: JournalPage): void {
    entries.forEach((bytes, at) => this.#entry(firstIndex + at, bytes));
  }

  /** Whether its signature holds is another checker's business. */
  receipt(bytes: Uint8Array): void {
    const receipt = DeletionReceiptMap.decode(bytes);
    const { receipt: digest } = receiptDetail(bytes);
    if (receipt.ok) this.#deletedBatches.set(String(digest), receipt.value.count);
  }

  /** How many are missing for no reason, at the end of a life. */
  missing({ sealed, frames, unreadable, entries }: Leftover): number {
    for (const [number, bytes] of entries) this.#entry(number, bytes);
    const known = new Set(frames.map(({ sessionTag, counter }) => nameOf(sessionTag, counter)));
    for (const [session, { seen }] of this.#sessions) {
      const tag = Number.parseInt(session.slice(0, 2 * sessionTagBytes), 16);
      for (const counter of seen) known.add(nameOf(tag, counter));
    }
    const deleted = [...this.#deletedFrames.values(), ...this.#deletedBatches.values()];
    return sealed - known.size - unreadable - deleted.reduce((sum, one) => sum + one, 0);
  }

  #entry(number: number, bytes: Uint8Array): void {
    const entry = entryOf(bytes);
    if (!entry.ok || (entry.value.kind !== 'deletion' && entry.value.kind !== 'doubt')) return;
    const { frames, batches, receipt } = entry.value.detail;
    if (typeof frames === 'number') this.#deletedFrames.set(number, frames);
    // The receipt itself may still wait.
    if (typeof batches === 'number') this.#deletedBatches.set(String(receipt), batches);
  }
}

function nameOf(sessionTag: number, counter: number): string {
  return `${sessionTag} ${counter}`;
}
