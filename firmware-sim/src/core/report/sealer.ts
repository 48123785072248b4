import {
  deriveKeyPair,
  keyIdOf,
  recordEndS,
  recordStartS,
  SessionFrame,
  type CompiledPolicy,
  type PolicyRecipient,
  type ReportStream,
  SealingSession,
  type SealingSessionOptions,
  type TrackerRecord,
} from '@feierabend/protocol';

import type { DeviceIdentity } from '../identity/identity.ts';
import type { JournalPageOut } from '../journal/journal-store.ts';
import type { CaptureCause } from '../modes/mode.ts';
import type { Outbox } from './outbox.ts';
import type { Staging } from './staging.ts';
import type { Covered, FrameEntry, StoredKind } from './stored-frame.ts';
import type { Random, Tap } from '../ports.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';

const dayS = 86_400;

/** What seals under one key, until it is closed. */
export type SealingKey = Pick<SealingSession, 'sealFor' | 'seal' | 'stage' | 'pack' | 'close'>;

type SealedKind = Exclude<StoredKind, 'session'>;

const streams: Readonly<Record<SealedKind, ReportStream>> = {
  records: 'report',
  event: 'event',
  correction: 'event',
  journal: 'journal',
  receipt: 'journal',
};
export interface SealerRam {
  /** Its key, too. */
  readonly session: Uint8Array;
  readonly day: number;
  readonly digest: Uint8Array;
}

/**
 * Seals what is about to be stored. A session key lives in RAM for one boot, one UTC day and one policy; it goes once to every
 * recipient the policy names, and once the session is replaced the device itself cannot read what it wrote.
 */
export class Sealer {
  readonly #identity: DeviceIdentity;
  readonly #outbox: Outbox;
  readonly #staging: Staging;
  readonly #random: Random;
  readonly #tap: Tap | undefined;
  readonly #recipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
  readonly #encode: (records: readonly TrackerRecord[]) => Uint8Array;
  readonly #begin: (options: SealingSessionOptions) => SealingKey;
  #session: { key: SealingKey; day: number; digest: Uint8Array } | undefined;

  constructor(parts: {
    identity: DeviceIdentity;
    outbox: Outbox;
    staging: Staging;
    random: Random;
    tap: Tap | undefined;
    /** Who may open what this sealer seals. */
    recipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
    encode: (records: readonly TrackerRecord[]) => Uint8Array;
    session: (options: SealingSessionOptions) => SealingKey;
    ram?: SealerRam | undefined;
  }) {
    this.#identity = parts.identity;
    this.#outbox = parts.outbox;
    this.#staging = parts.staging;
    this.#random = parts.random;
    this.#tap = parts.tap;
    this.#recipients = parts.recipients;
    this.#encode = parts.encode;
    this.#begin = parts.session;
    const { ram, identity } = parts;
    if (ram === undefined) return;
    const { tenant, device } = identity;
    const { day, digest } = ram;
    const key = SealingSession.unpack(ram.session, { tenant, device, policyDigest: digest });
    this.#session = { key, day, digest };
  }

  /** The open session; undefined when there is none. */
  get ram(): SealerRam | undefined {
    if (this.#session === undefined) return undefined;
    const { key, day, digest } = this.#session;
    return { session: key.pack(), day, digest };
  }

  /** Ends the session: the next frame starts a new one under a new key. */
  close(): void {
    this.#session?.key.close();
    this.#session = undefined;
  }

  /**
   * Seals and stores a record of the batch that is being collected, so that a power cut leaves it; false when flash is full
   * and nothing was stored.
   */
  stage(record: TrackerRecord, policy: ActivePolicy, nowS: number, cause?: CaptureCause): boolean {
    const span = spanOf([record], { policy, nowS, cause });
    const session = this.#sessionFor(span);
    if (session === undefined) return false;
    const plaintext = this.#encode([record]);
    this.#tap?.('flash', plaintext);
    return this.#staging.add(entryOf('records', span, session.stage(plaintext)));
  }

  /** Seals and stores a batch in place of its staged records; false when flash is full and it is lost. */
  storeRecords(
    records: readonly TrackerRecord[],
    policy: ActivePolicy,
    nowS: number,
    cause?: CaptureCause,
  ): boolean {
    if (records.length === 0) {
      this.#staging.release();
      return true;
    }
    const span = spanOf(records, { policy, nowS, cause, covers: this.#staging.span });
    const stored =
      this.#staging.recover(this.#outbox).isDone &&
      this.#store('records', this.#encode(records), span);
    if (stored) this.#staging.release();
    return stored;
  }

  /** Seals and stores a correction, for whom the policy names. */
  storeCorrection(correction: Uint8Array, policy: ActivePolicy, nowS: number): boolean {
    return this.#store('correction', correction, timeless(policy, nowS));
  }

  /** Seals and stores what happened, on the channel of events. */
  storeEvent(event: TrackerRecord, policy: ActivePolicy, nowS: number): boolean {
    return this.#store('event', this.#encode([event]), spanOf([event], { policy, nowS }));
  }

  /** Seals and stores a page of the journal. */
  storeJournalPage(page: JournalPageOut, policy: ActivePolicy, nowS: number): boolean {
    const { bytes, covers } = page;
    return this.#store('journal', bytes, timeless(policy, nowS, covers));
  }

  /** Seals and stores a receipt, on the channel of the journal. */
  storeReceipt(receipt: Uint8Array, policy: ActivePolicy, nowS: number): boolean {
    return this.#store('receipt', receipt, timeless(policy, nowS));
  }

  #store(kind: SealedKind, plaintext: Uint8Array, span: Span): boolean {
    const session = this.#sessionFor(span);
    if (session === undefined) return false;
    this.#tap?.('mqtt', plaintext);
    this.#tap?.('flash', plaintext);
    return this.#outbox.store(entryOf(kind, span, session.seal(streams[kind], plaintext)));
  }

  #sessionFor({ policy, nowS }: Span): SealingKey | undefined {
    const day = Math.floor(nowS / dayS);
    const current = this.#session;
    if (current?.day === day && current.digest === policy.digest) return current.key;
    this.close();
    const recipients = this.#recipients(policy.policy);
    // Nobody could open what a recipient was not told of. Asked first, because a session costs more than all that it seals.
    if (!this.#outbox.hasRoomFor(SessionFrame.sizeBytes, recipients.length)) return undefined;
    const { tenant, device, seal } = this.#identity;
    const key = this.#begin({
      tenant,
      device,
      sessionId: this.#random.bytes(8),
      sessionKey: this.#random.bytes(16),
      policyDigest: policy.digest,
      startedS: nowS,
    });
    for (const { publicKey } of recipients) {
      const recipient = { keyId: keyIdOf(publicKey), publicKey };
      const ephemeral = deriveKeyPair(this.#random.bytes(32)).privateKey;
      const frame = key.sealFor(recipient, seal.privateKey, ephemeral);
      const stored = this.#outbox.store({
        kind: 'session',
        positions: false,
        fromS: nowS,
        untilS: (day + 1) * dayS - 1,
        policyDigest: policy.digest,
        frame,
      });
      if (!stored) {
        key.close();
        return undefined;
      }
    }
    this.#session = { key, day, digest: policy.digest };
    return key;
  }
}

interface Span {
  readonly policy: ActivePolicy;
  readonly nowS: number;
  readonly positions: boolean;
  readonly fromS: number;
  readonly untilS: number;
  readonly cause?: CaptureCause | undefined;
  readonly covers?: Covered | undefined;
}

/** Of what speaks of no time. */
function timeless(policy: ActivePolicy, nowS: number, covers?: Covered): Span {
  return { policy, nowS, positions: false, fromS: 0, untilS: 0, cause: undefined, covers };
}

/** Named one by one: an object that is spread takes a shape of its own, and whoever reads it has to look for each part. */
function spanOf(
  records: readonly TrackerRecord[],
  { policy, nowS, cause, covers }: Omit<Span, 'positions' | 'fromS' | 'untilS'>,
): Span {
  let [positions, fromS, untilS] = [false, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const record of records) {
    positions ||= record.kind === 'fix';
    fromS = Math.min(fromS, recordStartS(record));
    untilS = Math.max(untilS, recordEndS(record));
  }
  return { policy, nowS, positions, fromS, untilS, cause, covers };
}

function entryOf(kind: SealedKind, span: Span, frame: Uint8Array): FrameEntry {
  const { positions, fromS, untilS, policy, covers, cause } = span;
  return { kind, positions, fromS, untilS, policyDigest: policy.digest, covers, cause, frame };
}
