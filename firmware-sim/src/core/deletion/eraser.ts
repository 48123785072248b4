import {
  equalBytes,
  receiptDetail,
  signReceipt,
  type DeletionReceipt,
  type JournalDetail,
  type OpenedInstruction,
} from '@feierabend/protocol';

import type { DeviceIdentity } from '../identity/identity.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Outbox, OutboxEntry } from '../report/outbox.ts';
import { countFrames, type FrameCount } from '../report/frame-count.ts';
import { factsOf } from '../report/stored-frame.ts';
import type { Staging } from '../report/staging.ts';
import { ErasureCell, type Erasure } from './erasure-cell.ts';
import type { ReceiptStore } from './receipt-store.ts';
import type { Flash } from '../ports.ts';

export interface EraserParts {
  readonly flash: Flash;
  readonly identity: DeviceIdentity;
  readonly outbox: Outbox;
  readonly staging: Staging;
  readonly journal: JournalStore;
  readonly receipts: ReceiptStore;
  readonly nowS: () => number | undefined;
  /** Sends a new receipt to whom the policy names. */
  readonly send: (receipt: Uint8Array) => void;
}

export interface ErasureRequest {
  readonly opened: OpenedInstruction;
  readonly scope: Extract<DeletionReceipt['scope'], 'period' | 'reports'>;
  readonly period?: { readonly fromS: number; readonly untilS: number };
  /** Whether a stored frame is to go. */
  readonly touches: (entry: OutboxEntry) => boolean;
}

type Erased = Pick<Erasure, 'count' | 'staged' | 'unknown'>;

/**
 * Erases stored frames for good, and signs that it did.
 *
 * **Invariant:** a frame that was let go is overwritten, in flash, and read back; the receipt says when that failed.
 */
export class Eraser {
  readonly #parts: EraserParts;
  readonly #cell: ErasureCell;

  constructor(parts: EraserParts) {
    this.#parts = parts;
    this.#cell = new ErasureCell(parts.flash);
  }

  /** Does all of it, however far an earlier try has come; false when flash did not take a part. */
  erase(request: ErasureRequest): boolean {
    const { receipts, journal, outbox, staging } = this.#parts;
    const { digest } = request.opened;
    const earlier = receipts.about(digest);
    if (earlier !== undefined && journal.lastReceipt === receiptDetail(earlier)['receipt']) {
      return true;
    }
    const found = outbox.waiting().flatMap((sequence) => {
      const entry = outbox.read(sequence);
      // What does not read any more may be of the period as well.
      if (entry !== undefined && !request.touches(entry)) return [];
      return [{ sequence, facts: entry && factsOf(entry) }];
    });
    const count = this.#count(request, countFrames(found.map(({ facts }) => facts)));
    if (count === undefined) return false;
    for (const { sequence } of found) outbox.free(sequence);
    // The records of stored batches were staged before.
    const isGone = staging.erase();
    return this.#attest(request, count, outbox.scrub() && isGone);
  }

  /** How many frames the first try found: a later one finds less. */
  #count({ opened: { digest } }: ErasureRequest, found: FrameCount): Erased | undefined {
    const known = this.#cell.read();
    if (known !== undefined && equalBytes(known.instruction, digest)) return known;
    const { frames: count, staged, unknown } = found;
    const { tenant: ten, device: dev } = this.#parts.identity;
    const { length: jlen, head: jhead } = this.#parts.journal;
    const erasure = { state: 'reports', instruction: digest, count, staged, unknown } as const;
    return this.#cell.write({ ...erasure, ten, dev, jlen, jhead }) ? erasure : undefined;
  }

  #attest({ opened, scope, period }: ErasureRequest, erased: Erased, attested: boolean): boolean {
    const { count, staged, unknown } = erased;
    const { identity, journal, receipts, nowS, send } = this.#parts;
    const { tenant, device, sign } = identity;
    const statement: DeletionReceipt = {
      tenant,
      device,
      scope,
      ...period,
      count,
      instruction: opened.digest,
      atS: nowS(),
      attested,
      journalCount: journal.length,
      journalHead: journal.head,
    };
    const receipt = signReceipt(statement, sign.privateKey);
    if (!receipts.add(receipt, statement)) return false;
    const detail: JournalDetail = {
      ...receiptDetail(receipt),
      scope,
      batches: count,
      ...(staged === undefined ? {} : { staged }),
      ...(unknown === undefined ? {} : { unknown }),
    };
    if (!journal.record('deletion', nowS(), detail)) return false;
    send(receipt);
    return true;
  }
}
