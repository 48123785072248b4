import {
  precisionLevelOf,
  type CompiledPolicy,
  type FixRecord,
  type JournalPage,
  type TrackerRecord,
  type WithheldRecord,
} from '@feierabend/protocol';

import type { Leftover } from './leftover.ts';
import { entryOf } from './read-entry.ts';
import { timeText } from './time-text.ts';

/** Between the clock of the device and the time of its places. */
const slackS = 60;
/** A device that always reports too much is found by its first mistakes as well. */
const doubtsMax = 256;
/** Faster than this is driving. */
const movingKmh = 5;
/** A clock that is set right between two signs of life is off by no more than a part of what lies between them. */
const beatPart = 0.9;

/** Right only where the device began anew then: at a start, with a policy, or with a window. */
interface Doubt {
  readonly atMs: number;
  readonly fromS: number;
  readonly untilS: number;
  readonly sentence: string;
}

interface Span {
  readonly fromS: number;
  readonly untilS: number;
}

/**
 * How often, and at times how fine, a device reports. The first place of a window, a policy or a start is taken at once, and no time
 * is rounded down to before that; when that was, the journal tells, which comes later.
 */
export class ReportPace {
  readonly #entries = new Map<number, Uint8Array>();
  readonly #doubts: Doubt[] = [];
  #under: CompiledPolicy | undefined;
  #lastFix: FixRecord | undefined;
  #lastSpan: WithheldRecord | undefined;
  #lastBeatS = Number.NEGATIVE_INFINITY;

  /** Records of one frame, and the policy that they were made under. */
  take(records: readonly TrackerRecord[], policy: CompiledPolicy, atMs: number): void {
    if (policy !== this.#under) this.#lastFix = undefined;
    this.#under = policy;
    // Of what came before, the end may come again: from a batch that was being collected when power failed.
    let isSameFrame = false;
    for (const record of records) {
      if (record.kind === 'heartbeat') this.#takeBeat(record.timeS, policy, atMs);
      if (record.kind === 'withheld') this.#takeSpan(record, policy, atMs);
      if (record.kind !== 'fix') continue;
      this.#takeTime(record, policy, atMs);
      const last = this.#lastFix;
      if (last !== undefined && (isSameFrame || !isSameFix(record, last))) {
        this.#takeGap(last, record, atMs);
      }
      this.#lastFix = record;
      isSameFrame = true;
    }
  }

  told({ firstIndex, entries }: Pick<JournalPage, 'firstIndex' | 'entries'>): void {
    entries.forEach((bytes, at) => this.#entries.set(firstIndex + at, bytes));
  }

  /** What no new beginning explains, by all that the journal tells. */
  unexplained({ entries, untoldBoots }: Pick<Leftover, 'entries' | 'untoldBoots'>): Doubt[] {
    if (this.#doubts.length === 0) return [];
    const all = [...new Map([...entries, ...this.#entries])]
      .toSorted(([a], [b]) => a - b)
      .map(([, bytes]) => bytes);
    const beginnings = beginningsIn(all, untoldBoots > 0);
    return this.#doubts.filter(
      (doubt) =>
        !beginnings.some(
          ({ fromS, untilS }) => doubt.untilS >= fromS - slackS && doubt.fromS <= untilS + slackS,
        ),
    );
  }

  #takeTime({ timeS }: FixRecord, { precisionM }: CompiledPolicy, atMs: number): void {
    const { timeStepS } = precisionLevelOf(precisionM);
    if (timeS % timeStepS === 0) return;
    this.#doubt(
      atMs,
      timeS,
      timeS,
      `a position of ${timeText(timeS)} is on no step of ${timeStepS} s, as its policy wants it, and nothing began then`,
    );
  }

  #takeGap(last: FixRecord, fix: FixRecord, atMs: number): void {
    const policy = this.#under;
    const gapS = fix.timeS - last.timeS;
    // A receiver whose date leaps back tells of earlier seconds later.
    if (policy === undefined || gapS < 0) return;
    const { timeStepS } = precisionLevelOf(policy.precisionM);
    const leastS = intervalS(last, fix, policy);
    if (gapS > leastS - timeStepS) return;
    this.#doubt(
      atMs,
      last.timeS,
      fix.timeS,
      `a position of ${timeText(fix.timeS)} is ${gapS} s after the one before, and its policy has ${leastS} s between them`,
    );
  }

  #takeBeat(timeS: number, { outside, heartbeatS }: CompiledPolicy, atMs: number): void {
    const lastS = this.#lastBeatS;
    this.#lastBeatS = timeS;
    if (outside === 'off' || timeS < lastS || timeS - lastS >= heartbeatS * beatPart) return;
    this.#doubt(
      atMs,
      lastS,
      timeS,
      `a heartbeat of ${timeText(timeS)} is ${timeS - lastS} s after the one before, and its policy has ${heartbeatS} s between them`,
    );
  }

  /** Told in parts, a closed time is a sign of life at each of them. */
  #takeSpan(span: WithheldRecord, { outside }: CompiledPolicy, atMs: number): void {
    const last = this.#lastSpan;
    this.#lastSpan = span;
    const { fromS, reason } = span;
    if (outside !== 'off' || last?.reason !== reason) return;
    if (Math.abs(fromS - last.untilS) > 1) return;
    this.#doubt(
      atMs,
      fromS,
      fromS,
      `a time without places is told in parts, at ${timeText(fromS)}, and its policy has "outside: off"`,
    );
  }

  #doubt(atMs: number, fromS: number, untilS: number, sentence: string): void {
    if (this.#doubts.length < doubtsMax) this.#doubts.push({ atMs, fromS, untilS, sentence });
  }
}

/** The least that lies between two places, by what the policy says of moving and of parked, as far as the places tell which it was. */
function intervalS(last: FixRecord, fix: FixRecord, policy: CompiledPolicy): number {
  const { movingS, parkedS, floorS } = policy.intervals;
  const [before, now] = [isMoving(last, policy), isMoving(fix, policy)];
  if (now === undefined || before !== now) return floorS;
  return Math.max(floorS, now ? movingS : parkedS);
}

/** Undefined where the speed is not told, or is told too coarsely. */
function isMoving({ speedKmh }: FixRecord, { precisionM }: CompiledPolicy): boolean | undefined {
  const half = (precisionLevelOf(precisionM).speedStepKmh ?? Number.POSITIVE_INFINITY) / 2;
  if (speedKmh === undefined) return undefined;
  if (speedKmh + half <= movingKmh) return false;
  return speedKmh - half > movingKmh ? true : undefined;
}

function isSameFix(fix: FixRecord, last: FixRecord): boolean {
  const { timeS, latitudeE5, longitudeE5 } = fix;
  return timeS === last.timeS && latitudeE5 === last.latitudeE5 && longitudeE5 === last.longitudeE5;
}

/** Whatever the journal tells may be one; boots that were only counted were some time since the entry before. */
function beginningsIn(entries: Iterable<Uint8Array>, hasUntoldBoots: boolean): Span[] {
  const spans: Span[] = [];
  let sinceS = Number.NEGATIVE_INFINITY;
  let isCounted = false;
  for (const bytes of entries) {
    const entry = entryOf(bytes);
    if (!entry.ok) continue;
    const { kind, atS, detail } = entry.value;
    isCounted ||= kind === 'boot' && 'repeats' in detail;
    if (atS === null) continue;
    spans.push({ fromS: isCounted ? sinceS : atS, untilS: atS });
    sinceS = atS;
    isCounted = false;
  }
  if (isCounted || hasUntoldBoots) {
    spans.push({ fromS: sinceS, untilS: Number.POSITIVE_INFINITY });
  }
  return spans;
}
