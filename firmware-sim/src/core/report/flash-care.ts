import type { JournalDetail } from '@feierabend/protocol';

import {
  journalPageBytesMax,
  type EntrySpan,
  type JournalPageOut,
  type JournalStore,
} from '../journal/journal-store.ts';
import type { Outbox } from './outbox.ts';
import type { Staging } from './staging.ts';
import type { FrameFacts } from './stored-frame.ts';

export interface FlashCareParts {
  readonly journal: JournalStore;
  readonly outbox: Outbox;
  readonly staging: Staging;
  /** Writes an entry of the kind `storage`. */
  readonly note: (detail: JournalDetail) => void;
  readonly ram?: FlashCareRam | undefined;
}

export interface FlashCareRam {
  readonly isFull: boolean;
  readonly failures: number;
}

/** Looks after what reports lie in: tells the journal what flash did not take, and what a power cut had left. */
export class FlashCare {
  readonly #parts: FlashCareParts;
  #isFull: boolean;
  #failures: number;

  constructor(parts: FlashCareParts) {
    this.#parts = parts;
    const { ram } = parts;
    this.#isFull = ram?.isFull ?? false;
    this.#failures = ram?.failures ?? 0;
  }

  get ram(): FlashCareRam {
    return { isFull: this.#isFull, failures: this.#failures };
  }

  /**
   * Has `store` put all pages of the journal into the outbox that are not there; false when it has no room. What has been
   * lost there is packed once more.
   */
  storeJournal(store: (page: JournalPageOut) => boolean): boolean {
    const { journal, outbox } = this.#parts;
    if (!outbox.hasRoomFor(journalPageBytesMax)) return false;
    const underWay: EntrySpan[] = outbox.covered('journal');
    for (let page = journal.nextPage(underWay); page; page = journal.nextPage(underWay)) {
      if (!store(page)) return false;
      underWay.push(page.covers);
    }
    return true;
  }

  /** The peer has taken responsibility for a frame: what it holds of the journal may make way. */
  acknowledged({ kind, covers }: FrameFacts): void {
    if (kind === 'journal' && covers !== undefined) this.#parts.journal.acknowledge(covers);
  }

  /** What a power cut left of a batch is sent as it is. To be called at boot, before anything is sent. */
  recover(): void {
    const { staging, outbox, note } = this.#parts;
    const { moved, damaged } = staging.recover(outbox);
    if (moved + damaged > 0) note({ recovered: moved, damaged });
  }

  /** A full outbox is noted once, not with every batch it refuses. */
  noteRoom(stored: boolean): void {
    if (!stored && !this.#isFull) this.#parts.note({ full: 'outbox' });
    this.#isFull = !stored;
  }

  /** Flash that does not take what it should is left out, and noted. */
  noteFailures(): void {
    const { journal, outbox, staging, note } = this.#parts;
    const failures = journal.failures + outbox.failures + staging.failures;
    if (failures > this.#failures) note({ failures });
    this.#failures = failures;
  }
}
