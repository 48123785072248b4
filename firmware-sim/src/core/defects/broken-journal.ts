import type { JournalKind } from '@feierabend/protocol';

import type { Assembly } from '../assembly.ts';
import { JournalStore, type JournalStoreParts } from '../journal/journal-store.ts';

/** Says of entries of a kind that they are stored, and stores none. */
class SilentJournal extends JournalStore {
  readonly #silentAbout: JournalKind;

  constructor(parts: JournalStoreParts, kind: JournalKind) {
    super(parts);
    this.#silentAbout = kind;
  }

  override record(...entry: Parameters<JournalStore['record']>): boolean {
    return entry[0] === this.#silentAbout || super.record(...entry);
  }
}

function silentAbout(kind: JournalKind): Partial<Assembly> {
  return { journal: (parts) => new SilentJournal(parts, kind) };
}

export const silentAboutModes = silentAbout('mode');
export const silentAboutRefusals = silentAbout('instruction-refused');
