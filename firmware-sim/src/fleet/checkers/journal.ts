import {
  equalBytes,
  journalExportLimits,
  SignedHeadMap,
  verifyJournal,
} from '@feierabend/protocol';

import type {
  Answered,
  Checker,
  EndOfLife,
  Opened,
  Report,
  SeenMessage,
  Subject,
} from './checker.ts';
import type { Leftover } from './leftover.ts';
import { entryOf } from './read-entry.ts';
import { silenceMaxS, SilentDuty } from './silent-duty.ts';
import { ToldModes } from './told-modes.ts';
import { timeText } from './time-text.ts';

/**
 * The journal that came is one chain up to a head that the device has signed, without a hole; it tells of every order and of the
 * mode in which each place was taken, and of no doubt and no crash.
 */
export class JournalChecker implements Checker {
  readonly #subject: Subject;
  readonly #report: Report;
  readonly #entries = new Map<number, Uint8Array>();
  readonly #heads: Uint8Array[] = [];
  readonly #answers: Answered[] = [];
  readonly #modes = new ToldModes();
  readonly #duty: SilentDuty;
  readonly #noted = { accepted: 0, refused: 0, boots: 0 };

  constructor(subject: Subject, report: Report) {
    this.#subject = subject;
    this.#report = report;
    const policies = [...subject.policies.values()].map(({ policy }) => policy);
    this.#duty = new SilentDuty(silenceMaxS(policies));
  }

  opened(opened: Opened, { atMs }: SeenMessage): void {
    if (opened.kind === 'records') {
      this.#modes.take(opened.records);
      this.#duty.take(opened.records);
    }
    if (opened.kind !== 'journal') return;
    const { firstIndex, entries, signedHead } = opened.page;
    this.#heads.push(signedHead);
    entries.forEach((bytes, at) => {
      const known = this.#entries.get(firstIndex + at);
      if (known !== undefined && !equalBytes(known, bytes)) {
        this.#fault(atMs, `entry ${firstIndex + at} came in two forms`);
      }
      if (known === undefined) this.#doubts(bytes, atMs);
      this.#entries.set(firstIndex + at, bytes);
    });
  }

  answered(answer: Answered): void {
    this.#answers.push(answer);
  }

  finish({ atMs, left, boots }: EndOfLife): void {
    // A device that is closed sends nothing, and what it has written is its word all the same.
    for (const [at, bytes] of left.entries) if (!this.#entries.has(at)) this.#doubts(bytes, atMs);
    this.#compareOrders(atMs);
    // A page that came may be behind one that waits: what waits is part of the chain.
    const known = (at: number) => this.#entries.get(at) ?? left.entries.get(at);
    if (this.#isWhole(atMs, left, known)) {
      this.#compareModes(atMs, left);
      if (this.#noted.boots + left.untoldBoots < boots) {
        this.#fault(atMs, `it began ${boots} times, and the journal tells of ${this.#noted.boots}`);
      }
    }
    if (this.#entries.size === 0) return;
    const inOrder: Uint8Array[] = [];
    for (let entry = known(0); entry !== undefined; entry = known(inOrder.length)) {
      inOrder.push(entry);
    }
    // A page says how long the journal was when it was made: some of that may still be on its way.
    const head = this.#heads.findLast((bytes) => (countOf(bytes) ?? Infinity) <= inOrder.length);
    if (head === undefined) {
      const first = Math.min(...this.#entries.keys());
      this.#fault(atMs, `no head fits the ${inOrder.length} entries from the first (${first}) on`);
      return;
    }
    const { tenant, device, signKey } = this.#subject;
    const verified = verifyJournal({
      entries: inOrder.slice(0, countOf(head)),
      signedHead: head,
      publicKey: signKey,
      owner: { tenant, device },
    });
    if (!verified.ok) this.#fault(atMs, `the journal does not verify: ${verified.fault.code}`);
  }

  /** Every entry that the device has signed for, or has written at the end, has come or is still to be sent. */
  #isWhole(
    atMs: number,
    { journalLength }: Leftover,
    known: (at: number) => Uint8Array | undefined,
  ): boolean {
    const signed = Math.max(journalLength, ...this.#heads.map((head) => countOf(head) ?? 0));
    const count = Math.min(signed, journalExportLimits.entriesMax);
    const missing = Array.from({ length: count }, (_, at) => at).filter(
      (at) => known(at) === undefined,
    );
    const [first] = missing;
    if (first === undefined) return true;
    this.#fault(
      atMs,
      `${missing.length} entries of the journal, from ${first} on, neither came nor wait`,
    );
    return false;
  }

  #compareModes(atMs: number, { entries, reports, unreadable, untoldBoots }: Leftover): void {
    const all = [...new Map([...entries, ...this.#entries])]
      .toSorted(([a], [b]) => a - b)
      .map(([, bytes]) => bytes);
    const untoldS = this.#modes.untoldS(all);
    if (untoldS !== undefined) {
      const when = timeText(untoldS);
      this.#fault(atMs, `a place is of ${when}, and by its journal the device was not open then`);
    }
    const isAllHere = reports === 0 && unreadable === 0 && untoldBoots === 0;
    const silentS = isAllHere ? this.#duty.firstS(all) : undefined;
    if (silentS === undefined) return;
    this.#fault(
      atMs,
      `by its journal the device was on duty at ${timeText(silentS)}, and it tells of nothing that it took or missed then`,
    );
  }

  #compareOrders(endMs: number): void {
    const accepted = this.#answers.filter((one) => one.accepted).length;
    const refused = this.#answers.length - accepted;
    const noted = this.#noted;
    if (noted.accepted >= accepted && noted.refused >= refused) return;
    const orders = `${accepted} orders were obeyed and ${refused} refused`;
    this.#fault(
      endMs,
      `${orders}, and the journal tells of ${noted.accepted} and ${noted.refused}`,
    );
  }

  #doubts(bytes: Uint8Array, atMs: number): void {
    const entry = entryOf(bytes);
    if (!entry.ok) {
      this.#fault(atMs, `an entry cannot be read: ${entry.fault.code}`);
      return;
    }
    const { kind, detail } = entry.value;
    if (kind === 'instruction-accepted') this.#noted.accepted += 1;
    if (kind === 'instruction-refused') this.#noted.refused += 1;
    // Firmware whose self-test failed goes no further.
    const isTrial = kind === 'firmware' && detail['selfTest'] === 'failed';
    if (kind === 'boot' || isTrial) this.#noted.boots += Number(detail['repeats'] ?? 1);
    if (kind === 'doubt') {
      this.#fault(
        atMs,
        `the gate at ${String(detail['gate'])} had to stop a position that was taken`,
      );
    }
    if (kind === 'boot' && detail['reset'] === 'crash')
      this.#fault(atMs, 'the firmware had crashed');
  }

  #fault(atMs: number, sentence: string): void {
    this.#report.tally.count('journal-faults');
    this.#report.find(atMs, sentence);
  }
}

function countOf(signedHead: Uint8Array): number | undefined {
  const head = SignedHeadMap.decode(signedHead);
  return head.ok ? head.value.count : undefined;
}
