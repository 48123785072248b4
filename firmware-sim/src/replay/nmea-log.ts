import { DataError } from '@feierabend/protocol';

import type { FeedEpoch, GnssFeed } from '../gnss/feed.ts';
import { SentenceGuard, type ChecksumRule, type SkipReason } from '../gnss/sentence-guard.ts';
import type { GuardedSentence } from '../gnss/sentence.ts';
import { assignFeedTimes, type TimedGroup } from './feed-time.ts';
import { groupSentences } from './sentence-group.ts';

/** `out-of-order`: sentences of a fix that is not later than the fix before it. */
type LogSkipReason = SkipReason | 'out-of-order';

export interface NmeaLog {
  readonly feed: GnssFeed;
  /** Lines that are neither blank nor a comment (`#`). */
  readonly linesRead: number;
  /** Sentences and lines that were not taken; the sum of `reasons`. */
  readonly linesSkipped: number;
  /** Only reasons that occurred. */
  readonly reasons: Readonly<Partial<Record<LogSkipReason, number>>>;
}

export interface NmeaLogOptions {
  /** What messages call the log: its file name. */
  readonly name?: string;
  /** Old receivers leave the checksum out; the default is to require one. The feed has checksums in any case. */
  readonly checksums?: ChecksumRule;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;

/**
 * Reads a recorded log into a feed. Unreadable lines are counted and left out.
 *
 * @throws DataError `NMEA_NONE` when there is no NMEA sentence in it, `NMEA_NO_FIX` when no RMC has
 * a valid fix.
 */
export function readNmeaLog(input: Uint8Array | string, options: NmeaLogOptions = {}): NmeaLog {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const name = options.name ?? 'the log';
  const guard = new SentenceGuard({ checksums: options.checksums ?? 'required' });
  const sentences: GuardedSentence[] = [];
  let linesRead = 0;
  for (const line of linesOf(bytes)) {
    if (isBlankOrComment(line)) continue;
    linesRead += 1;
    sentences.push(...guard.push(line));
  }
  sentences.push(...guard.end());
  const { skipped } = guard.counts;
  if (sentences.length === 0) throw noSentence(name, linesRead, skipped['no-checksum']);
  const groups = groupSentences(sentences);
  const { timed, outOfOrder } = assignFeedTimes(groups);
  if (timed.length === 0) throw noFix(name, sentences);
  const late = outOfOrder.reduce((sum, group) => sum + group.sentences.length, 0);
  const reasons = Object.fromEntries(
    Object.entries({ ...skipped, 'out-of-order': late }).filter(([, count]) => count > 0),
  );
  const linesSkipped = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return { feed: { name, epochs: timed.map(toEpoch) }, linesRead, linesSkipped, reasons };
}

function toEpoch({ atMs, group }: TimedGroup): FeedEpoch {
  const text = group.sentences.map((sentence) => `${withChecksum(sentence)}\r\n`).join('');
  const position = group.epoch?.position;
  if (position === undefined) return { atMs, text };
  const { latitudeE7, longitudeE7 } = position;
  return { atMs, text, position: { latitudeE7, longitudeE7 } };
}

function withChecksum(sentence: GuardedSentence): string {
  return sentence.raw.includes('*') ? sentence.raw : sentence.text;
}

/** Lines with their ends; a carriage return or a line feed ends one. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (const [i, byte] of bytes.entries()) {
    if (byte !== LF && byte !== CR) continue;
    yield bytes.subarray(start, i + 1);
    start = i + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

function isBlankOrComment(line: Uint8Array): boolean {
  return line[0] === HASH || line.every((byte) => byte <= SPACE);
}

function noSentence(name: string, linesRead: number, withoutChecksum: number): DataError {
  const came =
    withoutChecksum > 0
      ? `none of its ${withoutChecksum} sentences has a checksum`
      : `none of its ${linesRead} lines is one`;
  return new DataError({
    code: 'NMEA_NONE',
    expected: `NMEA 0183 sentences such as $GPRMC,...*hh in ${name}`,
    came,
    next: 'name a log as the receiver wrote it, in text form and unpacked',
  });
}

function noFix(name: string, sentences: readonly GuardedSentence[]): DataError {
  const rmc = sentences.filter(({ talker, type }) => talker !== 'P' && type === 'RMC').length;
  return new DataError({
    code: 'NMEA_NO_FIX',
    expected: `at least one RMC sentence with status A, a place and a date in ${name}`,
    came:
      rmc === 0
        ? `there is no RMC among its ${sentences.length} sentences`
        : `none of its ${rmc} RMC sentences has a valid fix`,
    next: 'name a log that was recorded under open sky, with RMC switched on',
  });
}
