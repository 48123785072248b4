import { expect } from 'vitest';

import type { HilContext } from '../../run/hil-test.ts';
import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { give } from '../../station/orders.ts';
import { peopleOf } from '../../station/people.ts';
import type { Tracker } from '../../station/tracker.ts';
import { untilSent } from '../../station/until-sent.ts';

const hil = suiteOf('deletion');
const needs = ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'faults', 'power'] as const;
const minuteMs = 60_000;
const fromMs = monday('08:30');

/** Shorter ones are cells of settings and counters. */
const reportBytesMin = 100;
const markBytes = 24;

/** Says what a receipt says, and does not ask the device. */
export function readBack(): void {
  hil(
    'what is deleted is not in the flash any more, whoever reads it',
    { clauses: ['TOM-11', 'AVV-11.1', 'AVV-9.5'], needs },
    async (context) => {
      const { station, record } = context;
      await record.phase('stored reports', async () => {
        const { tracker, marks } = await holding(context);
        const { admin } = await peopleOf(station);
        const body = { scope: 'reports', data: 'destroy' } as const;
        expect(await give(tracker, { kind: 'wipe', body, by: admin })).toMatchObject({
          accepted: true,
        });
        const left = await marksIn(tracker, marks);
        await station.broker.wire?.up();
        await untilSent(tracker);
        await tracker.received();
        // The journal is no report: what waits of it stays, and arrives.
        const sent = Buffer.concat(tracker.messages.map(({ payload }) => payload));
        const kept = left.filter((mark) => !sent.includes(mark));
        record.measure('erased reports in the flash', kept.length, { expected: 0 });
      });
      await record.phase('the whole device', async () => {
        const { tracker, marks } = await holding(context);
        const name = await station.file('end', '');
        const how = ['--scope', 'device', '--data', 'destroy', '--protocol', name, '--force'];
        const why = ['--reason', 'end of contract'];
        const wiped = await tracker.done('wipe', ...station.signatures, ...how, ...why);
        expect(wiped.result).toMatchObject({ scope: 'device', attested: true });
        await tracker.power(false);
        const left = await marksIn(tracker, marks);
        record.measure('what was stored in the flash of a wiped device', left.length, {
          expected: 0,
        });
        await station.broker.wire?.up();
      });
    },
  );
}

/** A tracker without a network, with twenty minutes of work in its flash, and how to know them again there. */
async function holding({ station, record }: HilContext) {
  const policy = benchPolicy({ recipient: station.kit.recipient });
  const tracker = await station.tracker({ startMs: fromMs, policy });
  await station.broker.wire?.down();
  const before = tracker.taps.length;
  await tracker.feed(drive({ fromMs, untilMs: fromMs + 20 * minuteMs, everyMs: 5000 }));
  const entries = tracker.taps.filter(({ channel }) => channel === 'journal');
  const journal = Buffer.concat(entries.map(({ bytes }) => bytes));
  const written = tracker.taps
    .slice(before)
    .filter(({ channel, bytes }) => channel === 'flash' && bytes.length >= reportBytesMin);
  const marks = written
    .map(({ bytes }) => {
      const middle = bytes.length >> 1;
      return Buffer.from(bytes.subarray(middle, middle + markBytes));
    })
    .filter((mark) => !journal.includes(mark));
  const stored = await marksIn(tracker, marks);
  record.measure('reports in the flash before', stored.length, { min: 1 });
  return { tracker, marks: stored };
}

async function marksIn(tracker: Tracker, marks: readonly Buffer[]): Promise<readonly Buffer[]> {
  const flash = Buffer.from(await tracker.flash());
  return marks.filter((mark) => flash.includes(mark));
}
