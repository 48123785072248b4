import { sha256 } from '@noble/hashes/sha2.js';

import { concatBytes, toHex } from '../bytes.ts';
import { failed, ok, type Result } from '../result.ts';
import { decodeEntry, encodeEntry, type JournalEntry, type JournalEvent } from './entry.ts';

/**
 * Whose journal it is. Both names go into the first hash, so that no entry can move to another
 * device.
 */
export interface JournalOwner {
  readonly tenant: string;
  readonly device: string;
}

/** How far a journal reaches. */
export interface JournalHead {
  /** Entries so far. */
  readonly count: number;
  /** The hash of the last entry; before the first entry {@link journalGenesis}. */
  readonly head: Uint8Array;
}

export interface AppendedEntry {
  readonly entry: JournalEntry;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

const genesisLabel = 'feierabend/1 journal';

/**
 * The hash in front of entry 0: SHA-256 over label, tenant and device, each ended by a zero byte
 * but the last.
 */
export function journalGenesis({ tenant, device }: JournalOwner): Uint8Array {
  return sha256(new TextEncoder().encode(`${genesisLabel}\0${tenant}\0${device}`));
}

/** The hash of an entry: SHA-256 over the hash before it and its bytes. */
export function chainEntry(hashBefore: Uint8Array, entryBytes: Uint8Array): Uint8Array {
  return sha256(concatBytes(hashBefore, entryBytes));
}

/** The writing end of a journal. It keeps no entries; the caller stores what `append` returns. */
export class JournalChain {
  #count: number;
  #head: Uint8Array;

  /** Starts a journal, or goes on where a stored one ended. */
  constructor(
    owner: JournalOwner,
    resume: JournalHead = { count: 0, head: journalGenesis(owner) },
  ) {
    this.#count = resume.count;
    this.#head = resume.head.slice();
  }

  get count(): number {
    return this.#count;
  }

  get head(): Uint8Array {
    return this.#head.slice();
  }

  /**
   * Gives the event the next number and chains it. Throws {@link UsageError} and changes nothing
   * when it does not fit.
   */
  append(event: JournalEvent): AppendedEntry {
    const { atS, uptimeMs, kind, detail } = event;
    const entry = { index: this.#count, atS, uptimeMs, kind, detail };
    const bytes = encodeEntry(entry);
    this.#head = chainEntry(this.#head, bytes);
    this.#count += 1;
    return { entry, bytes, hash: this.head };
  }
}

/**
 * Recomputes the chain over stored entries. The hashes are not stored, so a changed entry only
 * shows when the result is compared with a head that the device has signed: {@link verifyJournal}
 * does both.
 *
 * `from` is where the first of the entries continues; without it they begin at entry 0.
 */
export function verifyChain(
  entries: readonly Uint8Array[],
  owner: JournalOwner,
  from: JournalHead = { count: 0, head: journalGenesis(owner) },
): Result<JournalHead & { readonly entries: readonly JournalEntry[] }> {
  let { count, head } = from;
  const read: JournalEntry[] = [];
  for (const bytes of entries) {
    const entry = decodeEntry(bytes);
    if (!entry.ok) return entry;
    if (entry.value.index !== count) return gap(count, entry.value.index);
    head = chainEntry(head, bytes);
    count += 1;
    read.push(entry.value);
  }
  return ok({ count, head, entries: read });
}

function gap(wanted: number, came: number) {
  return failed({
    code: 'JOURNAL_GAP',
    expected: `journal entry ${wanted}`,
    came: `entry ${came} stands in its place`,
    next: 'read the missing entries; if they stay missing, the journal was changed',
  });
}

/** Whether two heads are the same, as a failure that names both. */
export function compareHeads(computed: JournalHead, signed: JournalHead): Result<JournalHead> {
  const same = computed.count === signed.count && toHex(computed.head) === toHex(signed.head);
  if (same) return ok(computed);
  return failed({
    code: 'JOURNAL_BROKEN',
    expected: `${signed.count} entries that end in ${toHex(signed.head).slice(0, 16)}, as signed`,
    came: `${computed.count} entries end in ${toHex(computed.head).slice(0, 16)}`,
    next: 'treat the journal as changed, and keep it as evidence',
  });
}
