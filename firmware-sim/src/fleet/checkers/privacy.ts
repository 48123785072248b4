import {
  coarsen,
  concatBytes,
  precisionLevelOf,
  toHex,
  type FixRecord,
  type TrackerRecord,
} from '@feierabend/protocol';

import { FedPlaces, type CheckedLevel } from '../../controller/place-check.ts';
import { buildNeedles, type FedPosition } from '../../leak/needles.ts';
import type {
  AllowedPolicy,
  Answered,
  Checker,
  EndOfLife,
  Fed,
  Opened,
  Report,
  SeenMessage,
  Subject,
} from './checker.ts';
import { ClearPlaces, searchedFor } from './clear-places.ts';
import { tooFine } from './fineness.ts';
import { ReportPace } from './report-pace.ts';
import { isInSpans } from './spans.ts';
import { isSealedChannel } from './sealed-channel.ts';
import { timeText } from './time-text.ts';

/** A sweep takes place so often: what has outlived its retention may be on its way for that long. */
const retentionGraceS = 3600;
/** Withheld positions that are looked for in what was opened; a device gives away the one it saw last, or any. */
const withheldMax = 256;
/** Pieces that were opened, before they are joined. */
const piecesMax = 16;
/** Seconds of which it is known where the receiver was: two days of it at work, and a month of a tracker that sleeps. */
const placesMax = 180_000;

/**
 * No position outside of the policy it was taken under, nor of the one in force when it came; none finer, nor sooner after the one
 * before; none older than its retention, none of another time or place; nothing that the policy does not have sent outside of work;
 * in any encoding, no position that was withheld in what was opened, and none at all in what came in clear.
 */
export class PrivacyChecker implements Checker {
  readonly #subject: Subject;
  readonly #report: Report;
  #inForce: string | undefined;
  /** When the device had obeyed it, at the latest. */
  #inForceMs = 0;
  readonly #withheld: FedPosition[] = [];
  readonly #fedAtWork: FedPosition[] = [];
  /** Pairs of latitude and longitude, one behind the other: objects would take three times as much. */
  readonly #captured: number[] = [];
  readonly #places = new FedPlaces();
  readonly #pace = new ReportPace();
  /** The first second that {@link #places} know of. */
  #knownFromS = Number.POSITIVE_INFINITY;
  readonly #clear = new ClearPlaces();
  /** Everything that was opened: joined every so often, as each piece takes some memory beside its bytes. */
  #opened: Uint8Array[] = [];
  readonly #topics = new Set<string>();
  readonly #wills = new Set<string>();

  constructor(subject: Subject, report: Report) {
    this.#subject = subject;
    this.#report = report;
  }

  /** It should be the same few bytes each time, and comes in clear. */
  will(message: SeenMessage): void {
    const text = `${message.topic} ${Buffer.from(message.payload).toString('latin1')}`;
    if (!this.#wills.has(text)) this.seen(message);
    this.#wills.add(text);
  }

  seen({ atMs, topic, payload, retained }: SeenMessage): void {
    if (retained === true) this.#leak(atMs, 'a message was left at the broker for whoever comes');
    if (!this.#topics.has(topic)) this.#clear.hear(new TextEncoder().encode(topic));
    this.#topics.add(topic);
    if (!isSealedChannel(topic)) this.#clear.hear(payload);
  }

  opened(opened: Opened, { atMs, payload }: SeenMessage): void {
    if (opened.kind === 'unopened') this.#clear.hear(payload);
    if (!('plaintext' in opened)) return;
    this.#keep(opened.plaintext);
    if (opened.kind === 'journal') this.#pace.told(opened.page);
    if (opened.kind !== 'records') return;
    for (const record of opened.records) {
      if (record.kind === 'fix') this.#judge(record, opened.policy, atMs);
      else this.#judgeKind(record, opened.policy, atMs);
    }
    const taken = this.#subject.policies.get(opened.policy);
    if (taken !== undefined) this.#pace.take(opened.records, taken.policy, atMs);
  }

  answered({ atMs, order, accepted, policy }: Answered): void {
    if (order !== 'policy' || !accepted || policy === undefined) return;
    this.#inForce = policy;
    this.#inForceMs = atMs;
  }

  fed({ atMs, latitudeE7, longitudeE7 }: Fed): void {
    const atS = Math.floor(atMs / 1000);
    const position = { atS, latitudeE7, longitudeE7 };
    this.#note(position);
    this.#clear.fed(latitudeE7, longitudeE7);
    const list = this.#isPrivate(atS) ? this.#withheld : this.#fedAtWork;
    if (list === this.#fedAtWork && this.#withheld.length === 0) return;
    list.push(position);
    if (list.length > withheldMax) list.shift();
  }

  finish({ atMs, left }: EndOfLife): void {
    for (const { atMs: cameMs, sentence } of this.#pace.unexplained(left)) {
      this.#leak(cameMs, sentence);
    }
    for (const encoding of this.#clear.find(this.#places, this.#precisionM)) {
      this.#leak(atMs, `a position came in clear (${encoding})`);
    }
    if (this.#withheld.length === 0) return;
    // Where nothing looks like a withheld position, it need not be asked whether it looks like one of work as well.
    if (this.#search([]).size === 0) return;
    for (const encoding of this.#search(this.#fedAtWork)) {
      this.#leak(atMs, `a position that was withheld was in what was opened (${encoding})`);
    }
  }

  #keep(bytes: Uint8Array): void {
    this.#opened.push(bytes);
    if (this.#opened.length > piecesMax) this.#opened = [concatBytes(...this.#opened)];
  }

  #search(fedAtWork: readonly FedPosition[]): ReadonlySet<string> {
    const withheld = new Set(this.#withheld.map(({ atS }) => atS));
    const needles = buildNeedles({
      fed: [...this.#withheld, ...fedAtWork],
      isPrivate: (atS) => withheld.has(atS),
      coarsen: ({ latitudeE7, longitudeE7 }) =>
        coarsen({ timeS: 0, latitudeE7, longitudeE7 }, this.#precisionM).fix,
      captured: this.#captured.flatMap((latitudeE5, at, all) =>
        at % 2 === 0 ? [{ latitudeE5, longitudeE5: all[at + 1] ?? 0 }] : [],
      ),
    });
    const bytes = concatBytes(...this.#opened);
    return searchedFor(needles, (all) => all.pushStream({ channel: 'log', atMs: 0, bytes }));
  }

  get #current(): AllowedPolicy | undefined {
    return this.#subject.policies.get(this.#inForce ?? '');
  }

  get #precisionM(): number {
    return this.#current?.policy.precisionM ?? 1;
  }

  #judge(fix: FixRecord, takenUnder: string, atMs: number): void {
    const { policies } = this.#subject;
    const taken = policies.get(takenUnder);
    if (taken === undefined)
      return this.#leak(atMs, 'a position under a policy that nobody signed');
    this.#captured.push(fix.latitudeE5, fix.longitudeE5);
    if (this.#captured.length > 2 * withheldMax) this.#captured.splice(0, 2);
    const when = () => timeText(fix.timeS);
    const level = levelOf(taken);
    if (!isAllowed(taken, fix, level)) {
      return this.#leak(atMs, `a position of ${when()}, when the policy it names is closed`);
    }
    const finer = tooFine(fix, taken.policy);
    if (finer !== undefined) return this.#leak(atMs, `a position of ${when()} ${finer}`);
    if (fix.timeS >= this.#knownFromS && !this.#places.has(fix, level)) {
      return this.#leak(atMs, `a position of ${when()} is not where the receiver was then`);
    }
    const current = this.#current;
    if (current === undefined) return;
    if (current !== taken) {
      if (fix.timeS * 1000 > this.#inForceMs) {
        return this.#leak(atMs, `a position of ${when()} was taken under a policy that was over`);
      }
      if (!isAllowed(current, fix, level) || !isAsCoarse(fix, taken, current)) {
        return this.#leak(
          atMs,
          `a position of ${when()} came under a policy that does not allow it`,
        );
      }
    }
    if (atMs / 1000 - fix.timeS > current.policy.retentionS + retentionGraceS) {
      this.#leak(atMs, `a position of ${when()} came after its retention`);
    }
  }

  /** What a policy has sent outside of work, and what not. */
  #judgeKind({ kind }: TrackerRecord, takenUnder: string, atMs: number): void {
    const outside = this.#subject.policies.get(takenUnder)?.policy.outside;
    const isAsSaid =
      kind === 'heartbeat' ? outside !== 'off' : kind !== 'mileage' || outside === 'mileage';
    if (outside === undefined || isAsSaid) return;
    this.#leak(atMs, `a record of the kind ${kind} came, and its policy has "outside: ${outside}"`);
  }

  #note(position: FedPosition): void {
    this.#places.add(position);
    if (this.#knownFromS === Number.POSITIVE_INFINITY) this.#knownFromS = position.atS;
    const forgotten = this.#places.keep(placesMax);
    if (forgotten !== undefined) this.#knownFromS = forgotten + 1;
  }

  /** By every policy that the device may have: while a change is under way, nobody outside knows which it is. */
  #isPrivate(atS: number): boolean {
    for (const { windows } of this.#subject.policies.values()) {
      if (isInSpans(windows, atS)) return false;
    }
    return true;
  }

  #leak(atMs: number, sentence: string): void {
    this.#report.tally.count('leaks');
    this.#report.find(atMs, sentence);
  }
}

function levelOf({ policy: { precisionM } }: AllowedPolicy): CheckedLevel {
  return { precisionM, timeStepS: precisionLevelOf(precisionM).timeStepS };
}

/** A coarse policy cuts the time as well. */
function isAllowed(
  { windows }: AllowedPolicy,
  { timeS }: FixRecord,
  { timeStepS }: CheckedLevel,
): boolean {
  return isInSpans(windows, timeS) || isInSpans(windows, timeS + timeStepS - 1);
}

/** Whether a later policy would have had it as fine, and for as many. */
function isAsCoarse(fix: FixRecord, taken: AllowedPolicy, { policy }: AllowedPolicy): boolean {
  const { precisionM, fields, recipients } = policy;
  const readers = new Set(recipients.map(({ publicKey }) => toHex(publicKey)));
  return (
    taken.policy.precisionM >= precisionM &&
    (fields.altitude || fix.altitudeM === undefined) &&
    (fields.speed || fix.speedKmh === undefined) &&
    (fields.course || fix.courseDeg === undefined) &&
    taken.policy.recipients.every(({ publicKey }) => readers.has(toHex(publicKey)))
  );
}
