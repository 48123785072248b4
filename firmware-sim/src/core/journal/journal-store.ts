import {
  encodeJournalPage,
  fromHex,
  JournalChain,
  journalLimits,
  signHead,
  toHex,
  type JournalDetail,
  type JournalHead,
  type JournalKind,
  type JournalOwner,
} from '@feierabend/protocol';

import type { DeviceIdentity } from '../identity/identity.ts';
import type { Clock, Flash, Tap } from '../ports.ts';
import { learn, noFacts, type JournalFacts } from './journal-facts.ts';
import { JournalRing, type JournalRingRam } from './journal-ring.ts';
import { cutText } from './text-limit.ts';

/** What travels in one frame: few enough bytes for one block of flash after padding and sealing. */
const pageEntriesMax = 24;
export const journalPageBytesMax = 2_600;

/** Numbers of entries: from the first to the one behind the last. */
export interface EntrySpan {
  readonly from: number;
  readonly until: number;
}

export interface JournalStoreParts {
  readonly flash: Flash;
  readonly clock: Clock;
  readonly identity: DeviceIdentity;
  readonly tap: Tap | undefined;
  readonly ram?: JournalRam | undefined;
}

export interface JournalPageOut {
  readonly bytes: Uint8Array;
  readonly covers: EntrySpan;
}

export interface JournalRam {
  readonly ring: JournalRingRam;
  readonly count: number;
  /** Text takes less memory than an array of so few bytes. */
  readonly headHex: string;
  readonly facts: JournalFacts;
}

/**
 * The device's journal in flash: what was done to it and when it changed its mode, never where it was. Old entries make way
 * for new ones once a reader has acknowledged them; a signed checkpoint stands for them.
 *
 * **Invariant:** an entry counts when it is stored. A journal that does not verify is left as it is, as evidence.
 */
export class JournalStore {
  readonly #ring: JournalRing;
  readonly #clock: Clock;
  readonly #identity: DeviceIdentity;
  readonly #tap: Tap | undefined;
  readonly #owner: JournalOwner;
  readonly #isSound: boolean;
  #isFull = false;
  #head: JournalHead;
  #facts: JournalFacts;

  constructor(parts: JournalStoreParts) {
    const { ram } = parts;
    this.#ring = new JournalRing(parts.flash, parts.identity, ram?.ring);
    this.#clock = parts.clock;
    this.#identity = parts.identity;
    this.#tap = parts.tap;
    const { tenant, device } = parts.identity;
    this.#owner = { tenant, device };
    if (ram !== undefined) {
      this.#isSound = true;
      this.#head = { count: ram.count, head: fromHex(ram.headHex) ?? new Uint8Array() };
      this.#facts = ram.facts;
      return;
    }
    const verified = this.#ring.verify();
    this.#isSound = verified !== undefined;
    const { count, head } = verified?.end ?? new JournalChain(this.#owner);
    this.#head = { count, head };
    this.#facts = verified?.facts ?? noFacts;
  }

  /** Undefined while something is wrong. */
  get ram(): JournalRam | undefined {
    const ring = this.#ring.ram;
    if (ring === undefined || !this.intact) return undefined;
    const { count, head } = this.#head;
    return { ring, count, headHex: toHex(head), facts: this.#facts };
  }

  /** False when the stored chain does not verify: that stays so. */
  get sound(): boolean {
    return this.#isSound;
  }

  /** False also while the last entry could not be stored: the device stays closed until there is room. */
  get intact(): boolean {
    return this.#isSound && !this.#isFull;
  }

  get length(): number {
    return this.#head.count;
  }

  get head(): Uint8Array {
    return this.#head.head;
  }

  /** Number of the first entry that is still on the device. */
  get first(): number {
    return this.#ring.first;
  }

  /** See {@link JournalRing.unread}. */
  get unread(): number {
    return this.#ring.unread;
  }

  /** What the device has signed about the entries before {@link first}; undefined when there are none. */
  get checkpoint(): Uint8Array | undefined {
    return this.#ring.checkpoint;
  }

  /** Flash operations since the boot that the cells did not take. */
  get failures(): number {
    return this.#ring.failures;
  }

  /** Sequence number of the last instruction that was accepted, of any kind; 0 before the first. */
  get lastSequence(): number {
    return this.#facts.lastSequence;
  }

  /** The same, of the last one that brought a policy. */
  get policySequence(): number {
    return this.#facts.policySequence;
  }

  /** Whether the device has found itself wrong, and no signed policy came since: it stays closed, over every reset. */
  get doubted(): boolean {
    return this.#facts.doubted === 1;
  }

  /** See {@link JournalFacts}. */
  get facts(): Pick<JournalFacts, 'bootS' | 'full' | 'mode' | 'clock'> {
    return this.#facts;
  }

  /** The same, of the last one that set a mode. */
  get modeSequence(): number {
    return this.#facts.modeSequence;
  }

  /** The latest second an entry was written at, since 1970; 0 when none knew the time. */
  get lastTimeS(): number {
    return this.#facts.lastTimeS;
  }

  /** Whether the last thing noted about the clock is that it had jumped: it stays in doubt until a signed time. */
  get clockJumped(): boolean {
    return this.#facts.clockJumped === 1;
  }

  /** Appends one entry, its texts cut to what fits; false when it could not be stored, which closes the device. */
  record(kind: JournalKind, atS: number | undefined, detail: JournalDetail): boolean {
    if (!this.intact) return false;
    const chain = new JournalChain(this.#owner, this.#head);
    const { bytes, entry } = chain.append({
      kind,
      detail: fitting(detail),
      atS: atS ?? null,
      uptimeMs: this.#clock.uptimeMs(),
    });
    this.#isFull = !this.#ring.append(entry.index, bytes);
    if (this.#isFull) return false;
    this.#head = { count: chain.count, head: chain.head };
    this.#facts = learn(this.#facts, entry);
    this.#tap?.('journal', bytes);
    return true;
  }

  /** The digest of the last deletion receipt that an entry names, in hexadecimal. */
  get lastReceipt(): string | undefined {
    return this.#facts.lastReceipt === '' ? undefined : this.#facts.lastReceipt;
  }

  /** The digest of the provisioning record that the last entry about one names, in hexadecimal. */
  get provisioning(): string | undefined {
    return this.#facts.provisioning === '' ? undefined : this.#facts.provisioning;
  }

  /** Entries from a number on, as many as fit, with a signed head; for a reader who asks. */
  pageFrom(firstIndex: number, pageBytes: number): { bytes: Uint8Array; until: number } {
    const entries: Uint8Array[] = [];
    let bytes = 0;
    const from = Math.max(firstIndex, this.#ring.first);
    const numbers = this.#ring.numbers().filter((number) => number >= from);
    for (const number of numbers.slice(0, pageEntriesMax)) {
      const entry = this.#ring.read(number);
      bytes += (entry?.length ?? pageBytes) + 3;
      if (entry === undefined || bytes > pageBytes) break;
      entries.push(entry);
    }
    const page = { firstIndex: from, entries, signedHead: this.signedHead() };
    return { bytes: encodeJournalPage(page), until: from + entries.length };
  }

  /**
   * The next entries that are neither acknowledged nor under way, with a signed head; undefined when there are none. What is
   * under way is the caller's to say, who has it: a page that was lost there is made anew.
   */
  nextPage(underWay: readonly EntrySpan[]): JournalPageOut | undefined {
    const isUnderWay = (number: number) =>
      underWay.some(({ from, until }) => number >= from && number < until);
    const open = this.#ring.unacknowledged().filter((number) => !isUnderWay(number));
    const [from] = open;
    if (from === undefined || !this.#isSound) return undefined;
    const entries: Uint8Array[] = [];
    let bytes = 0;
    for (const number of open.slice(0, pageEntriesMax)) {
      const entry = this.#ring.read(number);
      bytes += entry?.length ?? journalPageBytesMax;
      if (entry === undefined || number !== from + entries.length || bytes > journalPageBytesMax)
        break;
      entries.push(entry);
    }
    if (entries.length === 0) return undefined;
    const page = { firstIndex: from, entries, signedHead: this.signedHead() };
    return { bytes: encodeJournalPage(page), covers: { from, until: from + entries.length } };
  }

  /** Entries that nobody has taken responsibility for, by their number. */
  waiting(): ReadonlyMap<number, Uint8Array> {
    const waiting = new Map<number, Uint8Array>();
    for (const number of this.#ring.unacknowledged()) {
      const entry = this.#ring.read(number);
      if (entry !== undefined) waiting.set(number, entry);
    }
    return waiting;
  }

  /** What the device says about its journal as it is now. */
  signedHead(): Uint8Array {
    const { tenant, device } = this.#owner;
    const { count, head } = this.#head;
    return signHead({ tenant, device, count, head }, this.#identity.sign.privateKey);
  }

  /** A reader has taken responsibility for these entries: they may make way for new ones. */
  acknowledge({ from, until }: EntrySpan): void {
    for (let number = from; number < until; number += 1) this.#ring.acknowledge(number);
    if (this.#isFull) this.#isFull = !this.#ring.makeRoom();
  }
}

function fitting(detail: JournalDetail): JournalDetail {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? cutText(value, journalLimits.detailTextBytesMax) : value,
    ]),
  );
}
