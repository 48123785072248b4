import type {
  CompiledPolicy,
  PolicyRecipient,
  SealingSessionOptions,
  TrackerRecord,
} from '@feierabend/protocol';

import type { FinishedBatch } from '../capture/recorder.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { StoreGate } from '../gates/store-gate.ts';
import type { DeviceIdentity } from '../identity/identity.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { CaptureCause } from '../modes/mode.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import type { Random, Tap } from '../ports.ts';
import type { FlashCare } from './flash-care.ts';
import type { Outbox } from './outbox.ts';
import { Sealer, type SealerRam, type SealingKey } from './sealer.ts';
import type { Staging } from './staging.ts';

export interface RecordDeskParts {
  readonly identity: DeviceIdentity;
  readonly random: Random;
  readonly tap: Tap | undefined;
  readonly outbox: Outbox;
  readonly staging: Staging;
  readonly care: FlashCare;
  readonly journal: JournalStore;
  readonly time: Pick<TimeKeeper, 'nowS'>;
  readonly gate: StoreGate;
  readonly encode: (records: readonly TrackerRecord[]) => Uint8Array;
  readonly session: (options: SealingSessionOptions) => SealingKey;
  /** Who may open what is reported. */
  readonly recipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
  /** Who may open what a call for help opened. */
  readonly sosRecipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
  /** The policy that was signed last, even if something else keeps it out of force. */
  readonly signed: () => ActivePolicy | undefined;
  /** The policy that names who may read the journal. */
  readonly settled: () => ActivePolicy | undefined;
  readonly note: (kind: 'deletion' | 'doubt', detail: Record<string, string | number>) => void;
  /** Sends what waits. */
  readonly pump: () => void;
  readonly ram?: RecordRam | undefined;
}

export interface RecordRam {
  readonly sealer: SealerRam | undefined;
  readonly sosSealer: SealerRam | undefined;
  readonly journalTaken: number;
}

/**
 * The way of records, events, receipts and pages of the journal into flash, sealed, from where they are sent.
 *
 * **Invariant:** a place is sealed only if the gate at store lets it pass, and what a call for help opened only for those who
 * may open that.
 */
export class RecordDesk {
  readonly sealer: Sealer;
  readonly #sosSealer: Sealer;
  readonly #parts: RecordDeskParts;
  /** Entries of the journal that were taken for sending. */
  #journalTaken: number;

  constructor(parts: RecordDeskParts) {
    this.#parts = parts;
    const { ram } = parts;
    this.sealer = sealerOf(parts, parts.recipients, ram?.sealer);
    this.#sosSealer = sealerOf(parts, parts.sosRecipients, ram?.sosSealer);
    this.#journalTaken = ram?.journalTaken ?? -1;
  }

  get ram(): RecordRam {
    const [sealer, sosSealer] = [this.sealer.ram, this.#sosSealer.ram];
    return { sealer, sosSealer, journalTaken: this.#journalTaken };
  }

  /** Whether the journal has entries that were not taken for sending. */
  get hasJournal(): boolean {
    return this.#parts.journal.length !== this.#journalTaken;
  }

  /** What a power cut leaves of the batch that is being collected: what passes the gate, which says more when all is stored. */
  stage({ records, policy, nowS, grant }: FinishedBatch): void {
    const cause = grant?.cause;
    const { kept } = this.#parts.gate.judge(records, policy, cause);
    for (const record of kept) this.#sealerFor(cause).stage(record, policy, nowS, cause);
  }

  store({ records, policy, nowS, grant }: FinishedBatch): void {
    const { gate, note, care, pump } = this.#parts;
    const cause = grant?.cause;
    const { kept, overtaken, doubtful } = gate.judge(records, policy, cause);
    if (overtaken > 0) note('deletion', { reason: 'policy', records: overtaken });
    if (doubtful > 0) note('doubt', { gate: 'store', records: doubtful });
    care.noteRoom(this.#sealerFor(cause).storeRecords(kept, policy, nowS, cause));
    pump();
  }

  /** To whom a signed policy names, in force or not: an event has no place. */
  sendEvent(event: TrackerRecord, nowS: number): boolean {
    const active = this.#parts.signed();
    // Without a policy there is nobody to tell; the journal has it.
    if (active === undefined) return true;
    const isStored = this.sealer.storeEvent(event, active, nowS);
    this.#parts.pump();
    return isStored;
  }

  sendReceipt(receipt: Uint8Array): void {
    const { signed, time, journal } = this.#parts;
    const active = signed();
    const nowS = time.nowS() ?? journal.lastTimeS;
    if (active !== undefined) this.sealer.storeReceipt(receipt, active, nowS);
  }

  sendJournal(): void {
    const { settled, time, care, journal, pump } = this.#parts;
    const policy = settled();
    const nowS = time.nowS();
    if (policy === undefined || nowS === undefined) return;
    const isStored = care.storeJournal((page) => this.sealer.storeJournalPage(page, policy, nowS));
    if (isStored) this.#journalTaken = journal.length;
    pump();
  }

  /** From here on nobody on this device can read what was sealed. */
  close(): void {
    this.sealer.close();
    this.#sosSealer.close();
  }

  #sealerFor(cause: CaptureCause | undefined): Sealer {
    return cause === 'sos' ? this.#sosSealer : this.sealer;
  }
}

function sealerOf(
  parts: RecordDeskParts,
  recipients: RecordDeskParts['recipients'],
  ram: SealerRam | undefined,
): Sealer {
  const { identity, outbox, staging, random, tap, encode, session } = parts;
  return new Sealer({ identity, outbox, staging, random, tap, recipients, encode, session, ram });
}
