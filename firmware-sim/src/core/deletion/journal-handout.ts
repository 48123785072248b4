import type { JournalStore } from '../journal/journal-store.ts';
import type { Outbox } from '../report/outbox.ts';
import { channelOf } from '../report/stored-frame.ts';

/** What fits beside the rest into the record of the end, with room for the entry of the order itself. */
const tailBytesMax = 2_000;
const tailMarginBytes = 512;

/** How much of the journal people have, so that a wipe does not destroy what nobody has read. */
export class JournalHandout {
  readonly #journal: JournalStore;
  readonly #outbox: Outbox;
  #readUntil: number;

  constructor(journal: JournalStore, outbox: Outbox, readUntil = 0) {
    this.#journal = journal;
    this.#outbox = outbox;
    this.#readUntil = readUntil;
  }

  /** The number behind the last entry that was read without a gap. */
  get readUntil(): number {
    return this.#readUntil;
  }

  /** A page for a reader who asks. */
  read(from: number, pageBytes: number): Uint8Array {
    const { bytes, until } = this.#journal.pageFrom(from, pageBytes);
    if (from <= this.#readUntil) this.#readUntil = Math.max(this.#readUntil, until);
    return bytes;
  }

  /** Whether all but a short rest was read or acknowledged. */
  get isOut(): boolean {
    return this.#tail(tailBytesMax - tailMarginBytes) !== undefined;
  }

  /** The rest, as a page of its own. */
  get tail(): Uint8Array | undefined {
    return this.#tail(tailBytesMax);
  }

  #tail(bytesMax: number): Uint8Array | undefined {
    const { bytes, until } = this.#journal.pageFrom(this.#outUntil, bytesMax);
    return until === this.#journal.length ? bytes : undefined;
  }

  get #outUntil(): number {
    const isWaiting = this.#outbox.waiting().some((sequence) => {
      const facts = this.#outbox.facts(sequence);
      return facts !== undefined && channelOf(facts) === 'journal';
    });
    const isSent = !isWaiting && this.#journal.nextPage([]) === undefined;
    return isSent ? this.#journal.length : this.#readUntil;
  }
}
