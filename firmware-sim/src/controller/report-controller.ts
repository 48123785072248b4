import {
  decodeBatch,
  decodeCorrection,
  decodeJournalPage,
  isCorrection,
  isReceipt,
  keyIdOf,
  SessionReader,
  toHex,
  type FaultParts,
  type HpkeKeyPair,
  type Correction,
  type JournalPage,
  type ReportStream,
  type TrackerRecord,
} from '@feierabend/protocol';

import type { TenantMessage } from './mqtt-subscriber.ts';

export interface KnownDevice {
  readonly tenant: string;
  readonly device: string;
  /** HPKE key that authenticates its reports, learnt at provisioning. */
  readonly sealKey: Uint8Array;
}

export interface Received {
  readonly records: readonly TrackerRecord[];
  readonly journalPages: readonly JournalPage[];
  /** Deletion receipts, as the devices have signed them. */
  readonly receipts: readonly Uint8Array[];
  readonly corrections: readonly Correction[];
  readonly batches: number;
  /** Wire bytes of sealed report frames and of the session frames they need. */
  readonly sealedBytes: number;
  readonly duplicates: number;
  /** Frames that a session's counter says were sent and that never came. */
  readonly lost: number;
  readonly faults: readonly FaultParts[];
}

/** The controller's side: opens what the devices sealed for it, and keeps account of what came twice or not at all. */
export class ReportController {
  readonly #reader: SessionReader;
  readonly #records: TrackerRecord[] = [];
  readonly #pages: JournalPage[] = [];
  readonly #receipts: Uint8Array[] = [];
  readonly #corrections: Correction[] = [];
  readonly #faults: FaultParts[] = [];
  readonly #counters = new Map<string, Set<number>>();
  #batches = 0;
  #sealedBytes = 0;
  #duplicates = 0;

  constructor(recipient: HpkeKeyPair, devices: readonly KnownDevice[]) {
    this.#reader = new SessionReader({
      recipientPrivateKey: recipient.privateKey,
      recipientKeyId: keyIdOf(recipient.publicKey),
      devicePublicKey: (tenant, device) =>
        devices.find((known) => known.tenant === tenant && known.device === device)?.sealKey,
    });
  }

  /** Whether it could be read; what is not sealed needs no reading, and what came twice was read before. */
  take({ channel, tenant, device, payload }: TenantMessage): boolean {
    if (channel !== 'report' && channel !== 'event' && channel !== 'journal') return true;
    if (channel === 'report') this.#sealedBytes += payload.length;
    const opened = this.#reader.open(payload, { tenant, device, stream: channel });
    if (!opened.ok) {
      const isRepeated = opened.fault.code === 'REPORT_REPLAY';
      if (isRepeated) this.#duplicates += 1;
      // A session frame for another recipient of the same policy is none of our business.
      else if (opened.fault.code !== 'REPORT_RECIPIENT') this.#faults.push(opened.fault);
      return isRepeated;
    }
    if (opened.value.kind === 'session') return true;
    const { counter, sessionId, plaintext, staged } = opened.value;
    if (!staged) this.#count(toHex(sessionId), counter);
    this.#read(channel, plaintext);
    return true;
  }

  get received(): Received {
    let lost = 0;
    for (const counters of this.#counters.values())
      lost += Math.max(...counters) + 1 - counters.size;
    return {
      records: this.#records,
      journalPages: this.#pages,
      receipts: this.#receipts,
      corrections: this.#corrections,
      batches: this.#batches,
      sealedBytes: this.#sealedBytes,
      duplicates: this.#duplicates,
      lost,
      faults: this.#faults,
    };
  }

  #read(stream: ReportStream, plaintext: Uint8Array): void {
    if (stream === 'journal' && isReceipt(plaintext)) {
      this.#receipts.push(plaintext);
      return;
    }
    if (stream === 'event' && isCorrection(plaintext)) {
      const correction = decodeCorrection(plaintext);
      if (correction.ok) this.#corrections.push(correction.value);
      else this.#faults.push(correction.fault);
      return;
    }
    if (stream === 'journal') {
      const page = decodeJournalPage(plaintext);
      if (page.ok) this.#pages.push(page.value);
      else this.#faults.push(page.fault);
      return;
    }
    const batch = decodeBatch(plaintext);
    if (!batch.ok) {
      this.#faults.push(batch.fault);
      return;
    }
    this.#batches += 1;
    this.#records.push(...batch.value);
  }

  #count(session: string, counter: number): void {
    const counters = this.#counters.get(session) ?? new Set();
    counters.add(counter);
    this.#counters.set(session, counters);
  }
}
