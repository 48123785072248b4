import { DeletionReceiptMap, recordEndS } from '@feierabend/protocol';

import type {
  Acknowledged,
  Checker,
  EndOfLife,
  Opened,
  OpenedFrame,
  Report,
  SeenMessage,
  Subject,
} from './checker.ts';
import { entryOf } from './read-entry.ts';

interface SessionCount {
  highest: number;
  readonly seen: Set<number>;
}

/** What was acknowledged arrived, once and in order, and could be opened. */
export class DeliveryChecker implements Checker {
  readonly #report: Report;
  /** By what tells messages apart: how often it was seen, less how often it was acknowledged. */
  readonly #open = new Map<string, number>();
  readonly #sessions = new Map<string, SessionCount>();
  #explained = 0;

  constructor(_subject: Subject, report: Report) {
    this.#report = report;
  }

  seen({ atMs, handedMs, topic, payload }: SeenMessage): void {
    this.#report.tally.count('messages');
    this.#measure(atMs, handedMs);
    this.#note(topic.slice(topic.lastIndexOf('/') + 1), payload, 1);
  }

  acknowledged({ atMs, handedMs, channel, payload }: Acknowledged): void {
    this.#measure(atMs, handedMs);
    this.#note(channel.slice(channel.lastIndexOf('/') + 1), payload, -1);
  }

  opened(opened: Opened, { atMs }: SeenMessage): void {
    const { tally, find } = this.#report;
    if (opened.kind === 'repeated') tally.count('duplicates');
    if (opened.kind === 'session') tally.count('sessions');
    if (opened.kind === 'unopened') {
      tally.count('unopened');
      find(atMs, `a frame could not be opened: ${opened.fault.code}`);
    }
    if (opened.kind === 'records') {
      tally.count('reports');
      const newestS = Math.max(...opened.records.map(recordEndS));
      if (newestS > 0) tally.record('age', Math.max(0, atMs - newestS * 1000));
      tally.count('fixes', opened.records.filter(({ kind }) => kind === 'fix').length);
    }
    if (opened.kind === 'journal') this.#explained += deletedFrames(opened.page.entries);
    if (opened.kind === 'receipt') this.#explained += deletedBatches(opened.receipt);
    if ('counter' in opened && !opened.staged) this.#count(opened, atMs);
  }

  finish({ atMs, waiting }: EndOfLife): void {
    const { tally, find } = this.#report;
    let lost = 0;
    for (const balance of this.#open.values()) if (balance < 0) lost -= balance;
    if (lost > 0) {
      tally.count('lost', lost);
      find(atMs, `${lost} acknowledged messages did not come`);
    }
    let missing = 0;
    for (const { highest, seen } of this.#sessions.values()) missing += highest + 1 - seen.size;
    const gaps = missing - this.#explained - waiting;
    if (gaps > 0) {
      tally.count('gaps', gaps);
      find(atMs, `${gaps} sealed frames are missing, and no deletion explains them`);
    }
  }

  #measure(atMs: number, handedMs: number | undefined): void {
    if (handedMs !== undefined) this.#report.tally.record('delivery', atMs - handedMs);
  }

  #count({ session, counter }: OpenedFrame, atMs: number): void {
    const known = this.#sessions.get(session) ?? { highest: -1, seen: new Set<number>() };
    this.#sessions.set(session, known);
    if (counter < known.highest) {
      this.#report.tally.count('reordered');
      this.#report.find(atMs, `frame ${counter} came behind ${known.highest}`);
    }
    known.highest = Math.max(known.highest, counter);
    known.seen.add(counter);
  }

  #note(channel: string, payload: Uint8Array, change: 1 | -1): void {
    const start = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, 40));
    const key = `${channel} ${payload.length} ${start.toString('latin1')}`;
    const balance = (this.#open.get(key) ?? 0) + change;
    if (balance === 0) this.#open.delete(key);
    else this.#open.set(key, balance);
  }
}

/** How many batches a receipt says were deleted. Whether its signature holds is another checker's business. */
function deletedBatches(bytes: Uint8Array): number {
  const receipt = DeletionReceiptMap.decode(bytes);
  return receipt.ok ? receipt.value.count : 0;
}

/** How many frames the journal says were deleted. */
function deletedFrames(entries: readonly Uint8Array[]): number {
  let frames = 0;
  for (const bytes of entries) {
    const entry = entryOf(bytes);
    if (!entry.ok || (entry.value.kind !== 'deletion' && entry.value.kind !== 'doubt')) continue;
    const { frames: deleted } = entry.value.detail;
    if (typeof deleted === 'number') frames += deleted;
  }
  return frames;
}
