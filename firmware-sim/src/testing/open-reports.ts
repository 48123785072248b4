import {
  decodeBatch,
  decodeEntry,
  decodeJournalPage,
  isReceipt,
  keyIdOf,
  SessionReader,
  type HpkeKeyPair,
  type JournalEntry,
  type TrackerRecord,
} from '@feierabend/protocol';

import type { LinkMessage } from '../core/ports.ts';
import { provisioning, recipient } from './test-tenant.ts';

export interface OpenedReports {
  readonly records: readonly TrackerRecord[];
  /** The records on the channel of events. */
  readonly told: readonly TrackerRecord[];
  /** One array of records for each frame. */
  readonly batches: readonly (readonly TrackerRecord[])[];
  readonly entries: readonly JournalEntry[];
  /** Deletion receipts. */
  readonly receipts: readonly Uint8Array[];
  /** Plaintexts of the event channel. */
  readonly events: readonly Uint8Array[];
  readonly sessions: number;
  /** Codes of frames that did not open; a repeated one is `REPORT_REPLAY`. */
  readonly faults: readonly string[];
}

/** The controller's side of the test tenant. */
export function openReports(
  delivered: readonly LinkMessage[],
  deviceKey: Uint8Array | undefined,
  reading: HpkeKeyPair = recipient,
): OpenedReports {
  const reader = new SessionReader({
    recipientPrivateKey: reading.privateKey,
    recipientKeyId: keyIdOf(reading.publicKey),
    devicePublicKey: () => deviceKey,
  });
  const batches: TrackerRecord[][] = [];
  const told: TrackerRecord[] = [];
  const entries: JournalEntry[] = [];
  const events: Uint8Array[] = [];
  const receipts: Uint8Array[] = [];
  const faults: string[] = [];
  let sessions = 0;
  for (const { channel, payload } of delivered) {
    if (channel !== 'report' && channel !== 'journal' && channel !== 'event') continue;
    const { tenant, device } = provisioning;
    const opened = reader.open(payload, { tenant, device, stream: channel });
    if (!opened.ok) faults.push(opened.fault.code);
    else if (opened.value.kind === 'session') sessions += opened.value.duplicate ? 0 : 1;
    else if (channel === 'event') {
      events.push(opened.value.plaintext);
      // A correction is no batch.
      const batch = decodeBatch(opened.value.plaintext);
      if (batch.ok) told.push(...batch.value);
    } else if (channel === 'report') {
      const batch = decodeBatch(opened.value.plaintext);
      if (batch.ok) batches.push(batch.value);
      else faults.push(batch.fault.code);
    } else if (isReceipt(opened.value.plaintext)) receipts.push(opened.value.plaintext);
    else {
      const page = decodeJournalPage(opened.value.plaintext);
      const read = page.ok ? page.value.entries.map((bytes) => decodeEntry(bytes)) : [];
      for (const entry of read) if (entry.ok) entries.push(entry.value);
    }
  }
  return { records: batches.flat(), told, batches, entries, receipts, events, sessions, faults };
}
