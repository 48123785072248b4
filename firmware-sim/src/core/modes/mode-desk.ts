import type {
  CompiledPolicy,
  JournalDetail,
  TrackerEvent,
  TrackerRecord,
} from '@feierabend/protocol';

import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Trust } from '../orders/trust.ts';
import type { IndicatorPattern, World } from '../ports.ts';
import { EventDesk, type EventRam } from './event-desk.ts';
import { ModeKeeper } from './mode-keeper.ts';
import { ModeStore, type ModeStoreRam } from './mode-store.ts';

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
  readonly ram?: ModeRam | undefined;
}

export interface ModeRam {
  readonly store: ModeStoreRam;
  readonly events: EventRam;
  readonly pattern: IndicatorPattern;
}

/** Everything that people and instructions set over the policy, and what is told of it. */
export class ModeDesk {
  readonly store: ModeStore;
  readonly keeper: ModeKeeper;
  readonly events: EventDesk;
  readonly #isJournalIntact: () => boolean;

  constructor(parts: ModeDeskParts) {
    const { world, storageKey, time, journal, storedTrust, inForce, changing, send, note } = parts;
    const { ram } = parts;
    const { clock, flash, inputs, indicator } = world;
    this.#isJournalIntact = () => journal.intact;
    this.store = new ModeStore({
      flash,
      storageKey,
      storedTrust,
      journalSequence: () => journal.modeSequence,
      ram: ram?.store,
    });
    this.events = new EventDesk({ clock, time, send, ram: ram?.events });
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
      pattern: ram?.pattern,
    });
  }

  /** Undefined while somebody or something keeps the device awake. */
  get ram(): ModeRam | undefined {
    const [store, events, pattern] = [this.store.ram, this.events.ram, this.keeper.ram];
    return store && events && pattern && { store, events, pattern };
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
