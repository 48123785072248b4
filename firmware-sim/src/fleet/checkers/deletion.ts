import { recordEndS, verifyReceipt } from '@feierabend/protocol';

import type {
  Answered,
  Checker,
  EndOfLife,
  Opened,
  Report,
  SeenMessage,
  Subject,
} from './checker.ts';

/** A receipt waits in flash like anything else: a wipe that was ordered so shortly before the end is not judged. */
const receiptWithinMs = 2 * 3_600_000;

/** Nothing from before a wipe comes after it, and the device has signed for it. */
export class DeletionChecker implements Checker {
  readonly #subject: Subject;
  readonly #report: Report;
  readonly #wipesMs: number[] = [];
  #receipts = 0;

  constructor(subject: Subject, report: Report) {
    this.#subject = subject;
    this.#report = report;
  }

  answered({ order, accepted, atMs }: Answered): void {
    if (order === 'wipe' && accepted) this.#wipesMs.push(atMs);
  }

  opened(opened: Opened, { atMs }: SeenMessage): void {
    if (opened.kind === 'receipt') {
      const receipt = verifyReceipt(opened.receipt, this.#subject.signKey);
      if (receipt.ok && receipt.value.attested) this.#receipts += 1;
    }
    const wipedMs = this.#wipesMs.at(-1);
    if (opened.kind !== 'records' || wipedMs === undefined) return;
    // A record of the very second may be from after it.
    const old = opened.records.filter(
      (record) => recordEndS(record) < Math.floor(wipedMs / 1000) - 1,
    );
    if (old.length === 0) return;
    this.#report.tally.count('after-wipe', old.length);
    this.#report.find(atMs, `${old.length} records from before a wipe came after it`);
  }

  finish({ atMs }: EndOfLife): void {
    const due = this.#wipesMs.filter((wipedMs) => atMs - wipedMs > receiptWithinMs).length;
    if (this.#receipts >= due) return;
    this.#report.tally.count('receipts-missing', due - this.#receipts);
    this.#report.find(atMs, `${due} wipes, and ${this.#receipts} receipts that verify`);
  }
}
