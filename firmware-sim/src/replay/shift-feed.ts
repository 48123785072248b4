import { DataError, UsageError } from '@feierabend/protocol';

import type { GnssFeed } from '../gnss/feed.ts';
import { shiftSentence } from './shift-sentence.ts';

/** What the two-digit year of RMC can tell apart: 1980 to 2079. */
const FIRST_MS = Date.UTC(1980, 0, 1);
const END_MS = Date.UTC(2080, 0, 1);

/**
 * Re-times a feed so that its first valid fix is at `toMs`: the instants, and the times, dates and
 * checksums in the text. Talkers, places and sentences without a time stay as they are.
 */
export function shiftFeed(feed: GnssFeed, toMs: number): GnssFeed {
  const firstFix = feed.epochs.find((epoch) => epoch.position !== undefined);
  if (firstFix === undefined) {
    throw new DataError({
      code: 'NMEA_NO_FIX',
      expected: `a valid fix in ${feed.name} to shift by`,
      came: `none of its ${feed.epochs.length} epochs has one`,
      next: 'name a log that was recorded under open sky',
    });
  }
  const byMs = toMs - firstFix.atMs;
  const startMs = (feed.epochs[0]?.atMs ?? 0) + byMs;
  const endMs = (feed.epochs.at(-1)?.atMs ?? 0) + byMs;
  if (!Number.isInteger(toMs) || startMs < FIRST_MS || endMs >= END_MS) {
    throw new UsageError({
      code: 'SHIFT_RANGE',
      expected: 'an instant that leaves the whole log between 1980 and 2079',
      came: `the first fix of ${feed.name} would be at Unix time ${toMs} ms`,
      next: 'give an instant such as 2026-11-23T11:45+01:00',
    });
  }
  const epochs = feed.epochs.map((epoch) => ({
    ...epoch,
    atMs: epoch.atMs + byMs,
    text: epoch.text
      .split('\r\n')
      .map((line) => (line === '' ? line : shiftSentence(line, { byMs, nearMs: epoch.atMs })))
      .join('\r\n'),
  }));
  return { name: `${feed.name}, shifted`, epochs };
}
