import { DAY_MS } from '../gnss/civil-time.ts';
import type { SentenceGroup } from './sentence-group.ts';

/** A group with the instant at which it is to be fed. */
export interface TimedGroup {
  readonly atMs: number;
  readonly group: SentenceGroup;
}

export interface FeedTimes {
  readonly timed: TimedGroup[];
  /** Groups whose valid fix is not later than one before: fed, they would turn time back. */
  readonly outOfOrder: SentenceGroup[];
}

/** Groups whose own time is of no use are fed one second apart. */
const STEP_MS = 1000;

/**
 * A clock that has not seen satellites may say anything, so beyond a valid fix it is believed this
 * far only.
 */
const BELIEVED_MS = 10 * 60 * 1000;

/**
 * Gives every group the instant at which it is fed, strictly ascending. Only valid fixes are
 * trusted: other groups use their own time where it falls between the fixes around them, and are
 * spaced evenly otherwise.
 */
export function assignFeedTimes(groups: readonly SentenceGroup[]): FeedTimes {
  const timed: TimedGroup[] = [];
  const outOfOrder: SentenceGroup[] = [];
  let waiting: SentenceGroup[] = [];
  let lastFixMs: number | undefined;
  for (const group of groups) {
    if (group.epoch?.valid !== true) {
      waiting.push(group);
    } else if (lastFixMs !== undefined && group.epoch.timeMs <= lastFixMs) {
      outOfOrder.push(group);
    } else {
      const fixMs = group.epoch.timeMs;
      timed.push(
        ...(lastFixMs === undefined
          ? timesBefore(waiting, fixMs)
          : timesAfter(waiting, lastFixMs, fixMs)),
        { atMs: fixMs, group },
      );
      waiting = [];
      lastFixMs = fixMs;
    }
  }
  if (lastFixMs !== undefined) {
    timed.push(...timesAfter(waiting, lastFixMs, Number.POSITIVE_INFINITY));
  }
  return { timed: joinSameInstant(timed), outOfOrder };
}

/** Before the first fix: backwards from it. */
function timesBefore(groups: readonly SentenceGroup[], fixMs: number): TimedGroup[] {
  const timed: TimedGroup[] = [];
  let nextMs = fixMs;
  for (const group of groups.toReversed()) {
    const ownMs = ownTimeMs(group, nextMs);
    const isBelieved = ownMs !== undefined && ownMs < nextMs && ownMs >= nextMs - BELIEVED_MS;
    nextMs = isBelieved ? ownMs : nextMs - STEP_MS;
    timed.push({ atMs: nextMs, group });
  }
  return timed.toReversed();
}

/**
 * After a fix and before the next one. Where there is no room left, the instant before is used
 * again.
 */
function timesAfter(
  groups: readonly SentenceGroup[],
  fixMs: number,
  untilMs: number,
): TimedGroup[] {
  const timed: TimedGroup[] = [];
  let lastMs = fixMs;
  for (const group of groups) {
    const ownMs = ownTimeMs(group, lastMs);
    const believedMs = Math.min(untilMs, lastMs + BELIEVED_MS);
    const isBelieved = ownMs !== undefined && ownMs > lastMs && ownMs < believedMs;
    const steppedMs = lastMs + STEP_MS < untilMs ? lastMs + STEP_MS : lastMs;
    lastMs = isBelieved ? ownMs : steppedMs;
    timed.push({ atMs: lastMs, group });
  }
  return timed;
}

/** The group's time of day, on the day that brings it nearest to an instant that is known. */
function ownTimeMs({ timeOfDayMs }: SentenceGroup, nearMs: number): number | undefined {
  if (timeOfDayMs === undefined) return undefined;
  const sameDayMs = Math.floor(nearMs / DAY_MS) * DAY_MS + timeOfDayMs;
  const daysOff = Math.round((nearMs - sameDayMs) / DAY_MS);
  return sameDayMs + daysOff * DAY_MS;
}

function joinSameInstant(timed: readonly TimedGroup[]): TimedGroup[] {
  const joined: TimedGroup[] = [];
  for (const next of timed) {
    const last = joined.at(-1);
    if (last === undefined || last.atMs !== next.atMs) {
      joined.push(next);
      continue;
    }
    const sentences = [...last.group.sentences, ...next.group.sentences];
    joined[joined.length - 1] = { atMs: last.atMs, group: { ...last.group, sentences } };
  }
  return joined;
}
