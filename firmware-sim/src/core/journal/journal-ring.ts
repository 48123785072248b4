import {
  JournalChain,
  signCheckpoint,
  verifyChain,
  verifyCheckpoint,
  type JournalCheckpoint,
  type JournalHead,
  type JournalOwner,
} from '@feierabend/protocol';

import type { DeviceIdentity } from '../identity/identity.ts';
import { FlashLog } from '../storage/flash-log.ts';
import type { FlashLogRam } from '../storage/flash-log-ram.ts';
import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';
import { learn, noFacts, type JournalFacts } from './journal-facts.ts';

/** Blocks that are kept empty as long as acknowledged entries can make way. */
const spareBlocks = 2;
/** The newest entries stay, acknowledged or not: a journal without any is no journal. */
const keptEntriesMin = 32;

export interface JournalRingRam {
  readonly log: FlashLogRam;
  readonly checkpoint: Uint8Array | undefined;
  readonly cut: JournalCheckpoint | undefined;
}

/**
 * The entries in flash, and the signed checkpoint in front of the first one. Number and sequence of an entry are the same.
 *
 * **Invariant:** an entry is let go only when it was acknowledged, and after the checkpoint that stands for it is stored.
 */
export class JournalRing {
  readonly #log: FlashLog;
  readonly #cell: LatestCell;
  readonly #identity: DeviceIdentity;
  readonly #owner: JournalOwner;
  /** Signed; undefined as long as the journal begins at entry 0. */
  #checkpoint: Uint8Array | undefined;
  #cut: JournalCheckpoint | undefined;
  readonly #isCheckpointSound: boolean;
  /** All entries before this one are acknowledged, which stays so; a journal has a thousand of those. */
  #acknowledgedUntil = 0;

  constructor(flash: Flash, identity: DeviceIdentity, ram?: JournalRingRam) {
    this.#log = new FlashLog(flash, flashMap.journal, ram?.log);
    this.#cell = new LatestCell(flash, flashMap.checkpoint);
    this.#identity = identity;
    const { tenant, device, sign } = identity;
    this.#owner = { tenant, device };
    if (ram !== undefined) {
      this.#checkpoint = ram.checkpoint;
      this.#cut = ram.cut;
      this.#isCheckpointSound = true;
      return;
    }
    this.#checkpoint = this.#cell.read();
    const cut =
      this.#checkpoint === undefined
        ? undefined
        : verifyCheckpoint(this.#checkpoint, sign.publicKey, this.#owner);
    this.#isCheckpointSound = cut?.ok !== false && this.#cell.damaged === 0;
    this.#cut = cut?.ok === true ? cut.value : undefined;
  }

  /** Undefined while something is wrong. */
  get ram(): JournalRingRam | undefined {
    const log = this.#log.ram;
    if (log === undefined || this.#cell.failures > 0 || !this.#isCheckpointSound) return undefined;
    return { log, checkpoint: this.#checkpoint, cut: this.#cut };
  }

  get checkpoint(): Uint8Array | undefined {
    return this.#checkpoint;
  }

  get failures(): number {
    return this.#log.failures + this.#cell.failures;
  }

  /** Number of the first entry that is kept. */
  get first(): number {
    return this.#cut?.count ?? 0;
  }

  /** Reads the whole chain; undefined in any doubt about it. */
  verify(): { readonly end: JournalHead; readonly facts: JournalFacts } | undefined {
    const numbers = this.numbers();
    const stored = numbers.flatMap((number) => this.#log.read(number) ?? []);
    const chain = verifyChain(stored, this.#owner, this.#cut);
    if (!this.#isCheckpointSound || this.#log.damaged > 0 || !chain.ok) return undefined;
    const { count, head, entries } = chain.value;
    // A cut leaves entries behind it; and the log knows by itself how far it was written.
    const isWhole = count === this.#log.nextSequence && (count > this.first || count === 0);
    if (!isWhole) return undefined;
    let facts: JournalFacts = { ...noFacts, ...this.#cut?.facts };
    for (const entry of entries) facts = learn(facts, entry);
    return { end: { count, head }, facts };
  }

  /** Of the entries that are kept, oldest first. Power may have gone after a checkpoint and before its entries. */
  numbers(): number[] {
    return this.#log.sequences(this.first);
  }

  /** Of the entries that nobody has taken responsibility for, oldest first. */
  unacknowledged(): number[] {
    const from = Math.max(this.first, this.#acknowledgedUntil);
    const open = this.#log.sequences(from).filter((number) => !this.isAcknowledged(number));
    this.#acknowledgedUntil = open[0] ?? this.#log.nextSequence;
    return open;
  }

  /** How many entries there are from the first one on that nobody has taken responsibility for. */
  get unread(): number {
    let from = Math.max(this.first, this.#acknowledgedUntil);
    while (this.isAcknowledged(from)) from += 1;
    this.#acknowledgedUntil = from;
    return this.#log.nextSequence - from;
  }

  read(number: number): Uint8Array | undefined {
    return this.#log.read(number);
  }

  /** Stores an entry under its number; false when there is no room. */
  append(number: number, bytes: Uint8Array): boolean {
    this.makeRoom();
    return this.#log.nextSequence === number && this.#log.append(bytes) === number;
  }

  /** Notes, over every later boot, that a reader has taken responsibility for an entry. */
  acknowledge(number: number): void {
    this.#log.mark(number);
  }

  isAcknowledged(number: number): boolean {
    return this.#log.isMarked(number);
  }

  /** When empty blocks get few: lets the oldest block go, if everything in it was acknowledged. True with room for more. */
  makeRoom(): boolean {
    if (this.#log.emptyBlocks >= spareBlocks) return true;
    const until = this.#log.secondBlockFrom;
    const kept = until === undefined ? 0 : this.#log.nextSequence - until;
    if (until !== undefined && kept >= keptEntriesMin) this.#cutAt(until);
    return this.#log.emptyBlocks > 0;
  }

  #cutAt(until: number): void {
    const numbers = this.numbers().filter((number) => number < until);
    if (!numbers.every((number) => this.isAcknowledged(number))) return;
    const gone = numbers.flatMap((number) => this.#log.read(number) ?? []);
    const chain = verifyChain(gone, this.#owner, this.#cut ?? new JournalChain(this.#owner));
    if (!chain.ok || chain.value.count !== until) return;
    let facts: JournalFacts = { ...noFacts, ...this.#cut?.facts };
    for (const entry of chain.value.entries) facts = learn(facts, entry);
    const cut: JournalCheckpoint = {
      ...this.#owner,
      count: until,
      head: chain.value.head,
      facts: { ...facts },
    };
    const checkpoint = signCheckpoint(cut, this.#identity.sign.privateKey);
    if (!this.#cell.write(checkpoint)) return;
    this.#checkpoint = checkpoint;
    this.#cut = cut;
    this.#log.freeUntil(until - 1);
  }
}
