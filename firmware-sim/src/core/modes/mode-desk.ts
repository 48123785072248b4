import type {
  CompiledPolicy,
  JournalDetail,
  TrackerEvent,
  TrackerRecord,
} from '@feierabend/protocol';

import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Trust } from '../orders/trust.ts';
import {
  RepeatLimit,
  type RepeatCause,
  type RepeatRam,
  type Repeats,
} from '../journal/repeat-limit.ts';
import type { IndicatorPattern, InputName, World } from '../ports.ts';
import { EventDesk, type EventRam } from './event-desk.ts';
import { ModeKeeper } from './mode-keeper.ts';
import { ModeStore, type ModeStoreRam } from './mode-store.ts';

type NotedKind = 'boot' | 'clock' | 'mode' | 'storage' | 'tamper' | 'instruction-refused';

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
  /** What the device does now, as the journal names it. */
  readonly shown: () => string;
  readonly sendJournal: () => void;
  /** Seals, stores and sends an event; false when it could not. */
  readonly send: (event: TrackerRecord, nowS: number) => boolean;
  readonly note: (kind: NotedKind, detail: JournalDetail) => void;
  readonly ram?: ModeRam | undefined;
}

export interface ModeRam {
  readonly store: ModeStoreRam;
  readonly events: EventRam;
  readonly pattern: IndicatorPattern;
  readonly repeats: RepeatRam;
  readonly toldMode: string;
  readonly boot: JournalDetail | undefined;
}

/** Everything that people and instructions set over the policy, and what is told of it. */
export class ModeDesk {
  readonly store: ModeStore;
  readonly keeper: ModeKeeper;
  readonly events: EventDesk;
  readonly repeats: RepeatLimit;
  readonly #parts: ModeDeskParts;
  /** The mode of which the journal was told last since the boot. */
  #toldMode: string;
  #mode = '';
  /** Of this boot, while the journal was not told of it. */
  #boot: JournalDetail | undefined;

  constructor(parts: ModeDeskParts) {
    const { world, storageKey, time, journal, storedTrust, inForce, changing, send, note } = parts;
    const { ram } = parts;
    const { clock, flash, inputs, indicator } = world;
    this.#parts = parts;
    this.#toldMode = ram?.toldMode ?? '';
    this.#boot = ram?.boot;
    this.store = new ModeStore({
      flash,
      storageKey,
      storedTrust,
      journalSequence: () => journal.modeSequence,
      ram: ram?.store,
    });
    this.events = new EventDesk({ clock, time, send, ram: ram?.events });
    this.repeats = new RepeatLimit({
      clock,
      unread: () => journal.unread,
      tell: (cause, repeats) => this.#tellRepeats(cause, repeats),
      ram: ram?.repeats,
    });
    this.keeper = new ModeKeeper({
      clock,
      time,
      inputs,
      isHeldPrivate: () => this.repeats.isHeld('private-switch'),
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
    const repeats = this.repeats.ram;
    const [toldMode, boot] = [this.#toldMode, this.#boot];
    return store && events && pattern && { store, events, pattern, repeats, toldMode, boot };
  }

  /** Somebody moved a switch, pressed a button or opened the case. */
  inputChanged(name: InputName, isActive: boolean): void {
    if (!this.#isHeeded(name, isActive)) return;
    if (name === 'tamper') this.#parts.note(name, { case: caseOf(isActive) });
    this.keeper.inputChanged(name, isActive);
  }

  /**
   * The device does something else. What can be held back is that a call for help is over: as long as calls are only counted,
   * the journal says that the first one goes on, so that no place comes of a mode it does not tell of.
   */
  changed(): void {
    this.#tellMode();
    this.keeper.showIndicator();
    this.#parts.sendJournal();
  }

  /** Why an instruction was refused. */
  refused(detail: JournalDetail): void {
    if (this.repeats.happened('instruction-refused')) {
      this.#parts.note('instruction-refused', detail);
    }
  }

  /** The firmware begins. What can be counted is that the power was gone and came back. */
  begun(boot: Readonly<Record<string, string>>): void {
    const { world, note } = this.#parts;
    const detail = this.store.wasAsked ? boot : { reset: 'unexpected', ...boot };
    const isOfPower = world.resetCause === 'power' && boot['outcome'] === 'booted';
    if (isOfPower && boot['reset'] === undefined && this.#isCounted()) this.#boot = detail;
    else note('boot', detail);
  }

  /** The clock is trusted, or is not any more, by this. */
  clockChanged(state: string, by: string): void {
    if (!this.#isSaid('clock', state)) this.#parts.note('clock', { state, by });
  }

  /** What became of what is stored: each boot finds what the one before had left, or no room. */
  stored(detail: JournalDetail): void {
    const { journal, note } = this.#parts;
    const isSaid = 'full' in detail ? journal.facts.full === 1 : detail['damaged'] === 0;
    if (this.#boot === undefined || !isSaid) note('storage', detail);
  }

  start(): void {
    this.store.setDown(false);
    if (!this.store.wasAsked && this.#boot === undefined) this.events.raise('unexpected-reset');
    if (!this.#parts.journal.intact) this.events.raise('security-alert');
    this.keeper.resume();
    this.keeper.tick();
  }

  /** The firmware knows that it is about to be reset. */
  stop(): void {
    this.keeper.stop();
    this.store.setDown(true);
  }

  /** A call for help always is, and whatever closes. What can be held back is that the private switch opens again. */
  #isHeeded(name: InputName, isActive: boolean): boolean {
    if (name === 'sos') return true;
    if (name === 'tamper') return this.repeats.happened(name);
    if (this.#parts.inForce()?.privateSwitch !== true) return true;
    return isActive ? !this.repeats.isHeld(name) : this.repeats.happened(name);
  }

  #tellMode(): void {
    const { shown, time, note } = this.#parts;
    const [before, mode] = [this.#mode, shown()];
    this.#mode = mode;
    if (mode === 'sos' && this.#toldMode === 'sos') return;
    if (before === 'sos' && !this.repeats.happened('sos')) return;
    this.#toldMode = mode;
    if (this.#isSaid('mode', mode)) return;
    note('mode', { mode, clock: time.state });
  }

  /** While boots are only counted: whether this is what the journal said last. */
  #isSaid(fact: 'mode' | 'clock', word: string): boolean {
    return this.#boot !== undefined && this.#parts.journal.facts[fact] === word;
  }

  /** RAM forgets how often the power was gone: flash counts. What it does not take is told. */
  #isCounted(): boolean {
    const { time, journal } = this.#parts;
    const nowS = time.nowS();
    const { bootS } = journal.facts;
    const count = this.store.untoldBoots;
    // Without a date nobody knows how long ago the last one was told: this boot waits for its time from now on.
    const toldMs = nowS === undefined || bootS === 0 ? 0 : (bootS - nowS) * 1000;
    this.repeats.resume('boot', { toldMs, count, lastMs: 0 });
    return !this.repeats.happened('boot') && this.store.noteUntoldBoots(count + 1);
  }

  #tellRepeats(cause: RepeatCause, { count: repeats, lastMs }: Repeats): void {
    const { world, time, journal, shown, note } = this.#parts;
    const lastS = time.atUptimeS(lastMs);
    const told = lastS === undefined ? { repeats } : { repeats, lastS };
    if (cause === 'instruction-refused') return note(cause, { code: 'REPEATED', ...told });
    if (cause === 'boot') {
      note(cause, { ...this.#boot, ...told });
      this.#boot = undefined;
      this.store.noteUntoldBoots(0);
      if (!this.store.wasAsked) this.events.raise('unexpected-reset');
      const mode = shown();
      if (mode !== journal.facts.mode) note('mode', { mode, clock: time.state });
      return;
    }
    if (cause === 'sos') {
      this.#toldMode = this.#parts.shown();
      return note('mode', { mode: this.#toldMode, clock: time.state, ...told });
    }
    const isActive = world.inputs.read(cause);
    if (cause === 'tamper') {
      note(cause, { case: caseOf(isActive), ...told });
      this.events.raise(cause);
    } else {
      note('tamper', { switch: 'private', ...told });
      if (!isActive) this.keeper.inputChanged(cause, isActive);
    }
  }
}

function caseOf(isActive: boolean): string {
  return isActive ? 'open' : 'closed';
}
