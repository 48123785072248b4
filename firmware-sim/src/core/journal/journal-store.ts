import {
  encodeJournalPage,
  JournalChain,
  journalLimits,
  signHead,
  verifyChain,
  type JournalDetail,
  type JournalEntry,
  type JournalHead,
  type JournalKind,
  type JournalOwner,
} from '@feierabend/protocol';

import { FlashLog } from '../storage/flash-log.ts';
import { flashMap } from '../storage/flash-map.ts';
import type { DeviceIdentity } from '../identity/identity.ts';
import type { Clock, Flash, Tap } from '../ports.ts';
import { cutText } from './text-limit.ts';

/** What travels in one frame: few enough bytes for one block of flash after padding and sealing. */
const pageEntriesMax = 24;
const pageBytesMax = 2_600;

export interface JournalPageOut {
  readonly bytes: Uint8Array;
  /** To be called when the page is stored for sending: it is not offered again. */
  readonly taken: () => void;
}

/**
 * The device's journal in flash: what was done to it and when it changed its mode, never where it was.
 *
 * **Invariant:** an entry counts when it is stored. A journal that does not verify is left as it is, as evidence.
 */
export class JournalStore {
  readonly #log: FlashLog;
  readonly #clock: Clock;
  readonly #identity: DeviceIdentity;
  readonly #tap: Tap | undefined;
  readonly #owner: JournalOwner;
  #head: JournalHead;
  #intact: boolean;
  #lastTimeS = 0;
  #clockJumped = false;
  #lastSequence = 0;
  #policySequence = 0;
  #doubted = false;
  #lastReceipt: string | undefined;
  #provisioning: string | undefined;
  #modeSequence = 0;

  constructor(parts: {
    flash: Flash;
    clock: Clock;
    identity: DeviceIdentity;
    tap: Tap | undefined;
  }) {
    this.#log = new FlashLog(parts.flash, flashMap.journal);
    this.#clock = parts.clock;
    this.#identity = parts.identity;
    this.#tap = parts.tap;
    const { tenant, device } = parts.identity;
    this.#owner = { tenant, device };
    const stored = this.#log.sequences().flatMap((sequence) => this.#log.read(sequence) ?? []);
    const verified = verifyChain(stored, this.#owner);
    this.#intact = verified.ok && this.#log.damaged === 0;
    const { count, head } = verified.ok ? verified.value : new JournalChain(this.#owner);
    this.#head = { count, head };
    if (verified.ok) for (const entry of verified.value.entries) this.#learn(entry);
  }

  /** False when the stored chain does not verify, or an entry could not be stored: the device stays closed. */
  get intact(): boolean {
    return this.#intact;
  }

  get length(): number {
    return this.#head.count;
  }

  get head(): Uint8Array {
    return this.#head.head;
  }

  /** Sequence number of the last instruction that was accepted, of any kind; 0 before the first. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** The same, of the last one that brought a policy. */
  get policySequence(): number {
    return this.#policySequence;
  }

  /** Whether the device has found itself wrong, and no signed policy came since: it stays closed, over every reset. */
  get doubted(): boolean {
    return this.#doubted;
  }

  /** The same, of the last one that set a mode. */
  get modeSequence(): number {
    return this.#modeSequence;
  }

  /** The latest second an entry was written at, since 1970; 0 when none knew the time. */
  get lastTimeS(): number {
    return this.#lastTimeS;
  }

  /** Whether the last thing noted about the clock is that it had jumped: it stays in doubt until a signed time. */
  get clockJumped(): boolean {
    return this.#clockJumped;
  }

  /** Appends one entry, its texts cut to what fits; false when it could not be stored, which closes the device. */
  record(kind: JournalKind, atS: number | undefined, detail: JournalDetail): boolean {
    if (!this.#intact) return false;
    const chain = new JournalChain(this.#owner, this.#head);
    const { bytes, entry } = chain.append({
      kind,
      detail: fitting(detail),
      atS: atS ?? null,
      uptimeMs: this.#clock.uptimeMs(),
    });
    this.#intact = this.#log.append(bytes) !== undefined;
    if (!this.#intact) return false;
    this.#head = { count: chain.count, head: chain.head };
    this.#learn(entry);
    this.#tap?.('journal', bytes);
    return true;
  }

  /** The digest of the last deletion receipt that an entry names, in hexadecimal. */
  get lastReceipt(): string | undefined {
    return this.#lastReceipt;
  }

  /** The digest of the provisioning record that the last entry about one names, in hexadecimal. */
  get provisioning(): string | undefined {
    return this.#provisioning;
  }

  /** Entries from a number on, as many as fit, with a signed head; for a reader who asks. */
  pageFrom(firstIndex: number, pageBytes: number): { bytes: Uint8Array; until: number } {
    const entries: Uint8Array[] = [];
    let bytes = 0;
    for (const sequence of this.#log.sequences().slice(firstIndex, firstIndex + pageEntriesMax)) {
      const entry = this.#log.read(sequence);
      bytes += (entry?.length ?? pageBytes) + 3;
      if (entry === undefined || bytes > pageBytes) break;
      entries.push(entry);
    }
    const signedHead = signHead({ ...this.#owner, ...this.#head }, this.#identity.sign.privateKey);
    const page = encodeJournalPage({ firstIndex, entries, signedHead });
    return { bytes: page, until: firstIndex + entries.length };
  }

  /** The next entries that were not taken yet, with a signed head; undefined when there are none. */
  nextPage(): JournalPageOut | undefined {
    const sequences = this.#log.sequences();
    const firstIndex = sequences.findLastIndex((sequence) => this.#log.isMarked(sequence)) + 1;
    const entries: Uint8Array[] = [];
    let bytes = 0;
    for (const sequence of sequences.slice(firstIndex, firstIndex + pageEntriesMax)) {
      const entry = this.#log.read(sequence);
      bytes += entry?.length ?? pageBytesMax;
      if (entry === undefined || bytes > pageBytesMax) break;
      entries.push(entry);
    }
    const last = sequences[firstIndex + entries.length - 1];
    if (entries.length === 0 || last === undefined) return undefined;
    const signedHead = signHead({ ...this.#owner, ...this.#head }, this.#identity.sign.privateKey);
    return {
      bytes: encodeJournalPage({ firstIndex, entries, signedHead }),
      // The mark of a page's last entry stands for all before it.
      taken: () => this.#log.mark(last),
    };
  }

  #learn({ kind, atS, detail }: JournalEntry): void {
    // Only a signed time may take back what was noted before it.
    const isSigned = kind === 'clock' && detail['by'] === 'signed-time';
    this.#lastTimeS = isSigned ? (atS ?? 0) : Math.max(this.#lastTimeS, atS ?? 0);
    if (kind === 'clock') this.#clockJumped = detail['state'] === 'jumped';
    if (kind === 'doubt') this.#doubted = true;
    const { sequence, receipt, record } = detail;
    if (kind === 'provisioning' && typeof record === 'string') this.#provisioning = record;
    if (kind === 'deletion' && typeof receipt === 'string') this.#lastReceipt = receipt;
    if (kind !== 'instruction-accepted' || typeof sequence !== 'number') return;
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
    const about = detail['kind'];
    if (about === 'restrict' || about === 'reduce' || about === 'break-glass') {
      this.#modeSequence = this.#lastSequence;
    }
    if (about !== 'policy') return;
    this.#policySequence = this.#lastSequence;
    this.#doubted = false;
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
