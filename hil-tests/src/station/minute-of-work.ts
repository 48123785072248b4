import { recordStartS, type TrackerRecord } from '@feierabend/protocol';

import type { WindowSpan } from '../report/ribbon.ts';
import { benchPolicy, everySecond, type BenchPolicy } from './bench-policy.ts';
import { berlinAt, monday } from './calendar.ts';
import { drive, type DrivenEpoch } from './drive.ts';
import type { Place } from './sentences.ts';
import type { Station } from './station.ts';
import type { Tracker } from './tracker.ts';
import { untilDelivered } from './until-sent.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 86_400 * secondMs;
/** Until the window opens at least: the policy has to be on the device, and the date to be confirmed. */
const noticeMs = 40 * secondMs;
/** How long the receiver speaks on behind the window. */
const afterMs = 20 * secondMs;

type Way = (span: { fromMs: number; untilMs: number }, from?: Place) => DrivenEpoch[];

export interface MinuteOptions {
  readonly policy?: Partial<BenchPolicy>;
  /** Drives on in another way than straight. */
  readonly way?: Way;
  /** What happens in it, so many seconds after the window has opened; in their order. */
  readonly acts?: readonly (readonly [afterS: number, act: () => Promise<void>])[];
}

export interface MinuteOfWork {
  readonly tracker: Tracker;
  readonly yaml: string;
  readonly window: WindowSpan;
  readonly epochs: readonly DrivenEpoch[];
  /** What its controller got of it; a board tells of other tests as well, which are left out. */
  readonly records: readonly TrackerRecord[];
  /** Messages that came before it. */
  readonly messagesBefore: number;
}

/**
 * The worker's own time, a window of one minute, and own time again: as much of a day as can be asked of a tracker whose
 * seconds are real, and the same on one whose time the bench chooses.
 */
export async function minuteOfWork(
  station: Station,
  tracker: Tracker,
  { policy = {}, way = straightOn, acts = [] }: MinuteOptions = {},
): Promise<MinuteOfWork> {
  const openMs = nextWindow(tracker.nowMs() + noticeMs);
  const closeMs = openMs + minuteMs;
  const yaml = benchPolicy({
    recipient: station.kit.recipient,
    ...everySecond,
    valid: {
      from: berlinAt(openMs - dayMs).date,
      until: berlinAt(openMs + 300 * dayMs).date,
      review: berlinAt(openMs + 150 * dayMs).date,
    },
    week: { 'mon-sun': `${berlinAt(openMs).time}-${berlinAt(closeMs).time}` },
    holidays: [],
    ...policy,
  });
  const messagesBefore = tracker.messages.length;
  await station.applyPolicy(tracker, yaml);
  let nowMs = Math.ceil(tracker.nowMs() / secondMs) * secondMs;
  const fromS = nowMs / secondMs;
  const epochs: DrivenEpoch[] = [];
  const driveTo = async (untilMs: number): Promise<void> => {
    const part = way({ fromMs: nowMs, untilMs }, epochs.at(-1)?.position);
    nowMs = untilMs;
    epochs.push(...part);
    await tracker.feed(part);
  };
  for (const [afterS, act] of acts) {
    // oxlint-disable-next-line no-await-in-loop -- in their order
    await driveTo(openMs + afterS * secondMs);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await act();
  }
  await driveTo(closeMs + afterMs);
  await untilDelivered(tracker);
  const { records } = await tracker.received();
  return {
    tracker,
    yaml,
    window: { fromS: openMs / secondMs, untilS: closeMs / secondMs },
    epochs,
    records: records.filter((one) => recordStartS(one) >= fromS),
    messagesBefore,
  };
}

const straightOn: Way = (span, from) => drive({ ...span, ...(from && { from }) });

/** Where a tracker of these tests begins, on a bench that chooses its time. */
export const minuteBeginsMs = monday('07:59');

/** The next whole minute whose end lies on the same day: no window of a policy goes over midnight. */
function nextWindow(fromMs: number): number {
  const openMs = Math.ceil(fromMs / minuteMs) * minuteMs;
  const isWhole = berlinAt(openMs).date === berlinAt(openMs + minuteMs).date;
  return isWhole ? openMs : openMs + minuteMs;
}
