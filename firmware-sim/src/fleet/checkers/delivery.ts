import { recordEndS } from '@feierabend/protocol';

import type {
  Acknowledged,
  Checker,
  EndOfLife,
  Opened,
  Report,
  SeenMessage,
  Subject,
} from './checker.ts';
import { RepeatedFixes } from './repeated-fixes.ts';
import { SealedGaps } from './sealed-gaps.ts';
import { isSealedChannel } from './sealed-channel.ts';

/** What was acknowledged arrived, once and in order, and could be opened. */
export class DeliveryChecker implements Checker {
  readonly #report: Report;
  /** By what tells messages apart: how often it was seen, less how often it was acknowledged. */
  readonly #open = new Map<string, number>();
  /** By session: the highest number that came. */
  readonly #newest = new Map<string, number>();
  readonly #gaps = new SealedGaps();
  readonly #fixes = new RepeatedFixes();
  #hasUnopened = false;
  #early = 0;

  constructor(_subject: Subject, report: Report) {
    this.#report = report;
  }

  seen({ atMs, handedMs, topic, payload }: SeenMessage): void {
    this.#report.tally.count('messages');
    this.#measure(atMs, handedMs);
    this.#note(topic.slice(topic.lastIndexOf('/') + 1), payload, 1);
  }

  acknowledged({ atMs, handedMs, channel, payload, isKept }: Acknowledged): void {
    if (isKept === false) this.#early += 1;
    this.#measure(atMs, handedMs);
    this.#note(channel.slice(channel.lastIndexOf('/') + 1), payload, -1);
    if (isSealedChannel(channel)) this.#gaps.acknowledged(payload);
  }

  opened(opened: Opened, { atMs }: SeenMessage): void {
    const { tally, find } = this.#report;
    if (opened.kind === 'repeated') tally.count('duplicates');
    if (opened.kind === 'session') tally.count('sessions');
    if (opened.kind === 'unopened') {
      tally.count('unopened');
      this.#hasUnopened = true;
      find(atMs, `a frame could not be opened: ${opened.fault.code}`);
    }
    if (opened.kind === 'records') {
      tally.count('reports');
      const newestS = Math.max(...opened.records.map(recordEndS));
      if (newestS > 0) tally.record('age', Math.max(0, atMs - newestS * 1000));
      if (this.#fixes.take(opened.records)) tally.count('duplicates');
      tally.count('fixes', opened.records.filter(({ kind }) => kind === 'fix').length);
    }
    if (opened.kind === 'journal') this.#gaps.page(opened.page);
    if (!('counter' in opened) || opened.staged) return;
    const { session, counter } = opened;
    const before = this.#newest.get(session) ?? -1;
    this.#newest.set(session, Math.max(before, counter));
    if (counter >= before) return;
    tally.count('reordered');
    find(atMs, `frame ${counter} came behind ${before}`);
  }

  finish(end: EndOfLife): void {
    let lost = 0;
    for (const balance of this.#open.values()) if (balance < 0) lost -= balance;
    this.#found('lost', lost, end, 'acknowledged messages did not come');
    const { missing, kept } = this.#gaps.account(end.left);
    const nowhere =
      'sealed frames are missing: nobody took them, they do not wait, and no deletion explains them';
    this.#found('gaps', missing, end, nowhere);
    this.#found('gaps', -missing, end, 'frames were deleted by its journal that it never had');
    this.#found('gaps', this.#early, end, 'frames were let go before they were acknowledged');
    this.#found('gaps', kept, end, 'frames wait that were acknowledged');
    const places = lost > 0 || missing > 0 ? 0 : this.#untold(end);
    this.#found('gaps', places, end, 'places were taken that are in no report');
  }

  /** Places that the device has taken, where nothing else says why they are in no report. */
  #untold({ left, fixesTaken }: EndOfLife): number {
    const { reports, unreadable, staged } = left;
    const mayBeElsewhere =
      reports > 0 || unreadable > 0 || this.#hasUnopened || this.#gaps.tellsOfLosses;
    return mayBeElsewhere ? 0 : fixesTaken - this.#fixes.count - staged;
  }

  #found(metric: 'lost' | 'gaps', count: number, { atMs }: EndOfLife, what: string): void {
    if (count <= 0) return;
    this.#report.tally.count(metric, count);
    this.#report.find(atMs, `${count} ${what}`);
  }

  #measure(atMs: number, handedMs: number | undefined): void {
    if (handedMs !== undefined) this.#report.tally.record('delivery', atMs - handedMs);
  }

  #note(channel: string, payload: Uint8Array, change: 1 | -1): void {
    const start = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, 40));
    const key = `${channel} ${payload.length} ${start.toString('latin1')}`;
    const balance = (this.#open.get(key) ?? 0) + change;
    if (balance === 0) this.#open.delete(key);
    else this.#open.set(key, balance);
  }
}
