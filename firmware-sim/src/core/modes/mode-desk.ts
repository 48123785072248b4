import type {
  CompiledPolicy,
  JournalDetail,
  TrackerEvent,
  TrackerRecord,
} from '@feierabend/protocol';

import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Trust } from '../orders/trust.ts';
import type { World } from '../ports.ts';
import { EventDesk } from './event-desk.ts';
import { ModeKeeper } from './mode-keeper.ts';
import { ModeStore } from './mode-store.ts';

export interface ModeDeskParts {
  readonly world: World;
  readonly storageKey: Uint8Array;
  readonly time: TimeKeeper;
  readonly journal: JournalStore;
  readonly storedTrust: () => Trust;
  /** The policy by which positions are taken. */
  readonly inForce: () => CompiledPolicy | undefined;
  /** Stores what was taken under the modes as they are. */
  readonly changing: () => void;
  /** Seals, stores and sends an event; false when it could not. */
  readonly send: (event: TrackerRecord, nowS: number) => boolean;
  readonly note: (kind: 'mode', detail: JournalDetail) => void;
}

/** Everything that people and instructions set over the policy, and what is told of it. */
export class ModeDesk {
  readonly store: ModeStore;
  readonly keeper: ModeKeeper;
  readonly events: EventDesk;
  readonly #isJournalIntact: () => boolean;

  constructor(parts: ModeDeskParts) {
    const { world, storageKey, time, journal, storedTrust, inForce, changing, send, note } = parts;
    const { clock, flash, inputs, indicator } = world;
    this.#isJournalIntact = () => journal.intact;
    this.store = new ModeStore({
      flash,
      storageKey,
      storedTrust,
      journalSequence: () => journal.modeSequence,
    });
    this.events = new EventDesk({ clock, time, send });
    this.keeper = new ModeKeeper({
      clock,
      time,
      inputs,
      indicator,
      store: this.store,
      policy: inForce,
      isSeamless: world.resetCause !== 'power',
      raise: (event: TrackerEvent) => this.events.raise(event),
      changing,
      announced: (cause, untilS) => note('mode', { mode: 'announced', cause, untilS }),
    });
  }

  /** What the boot says of the reset before it. */
  get bootDetail(): Readonly<Record<string, string>> {
    return this.store.wasAsked ? {} : { reset: 'unexpected' };
  }

  start(): void {
    this.store.setDown(false);
    if (!this.store.wasAsked) this.events.raise('unexpected-reset');
    if (!this.#isJournalIntact()) this.events.raise('security-alert');
    this.keeper.resume();
    this.keeper.tick();
  }

  /** The firmware knows that it is about to be reset. */
  stop(): void {
    this.keeper.stop();
    this.store.setDown(true);
  }
}
