import { frameKinds, paddingSteps, SealedHeader } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { attachDay, attachTiming } from '../../station/attach-day.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { untilSent } from '../../station/until-sent.ts';
import { sourceOf } from '../policy/windows.ts';

const hil = suiteOf('report');
const minuteMs = 60_000;
const tagBytes = 16;

function isAscending(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
}

export function delivery(): void {
  hil(
    'every fix arrives once and in order, in few sizes and few bytes',
    {
      clauses: ['TOM-8', 'TOM-6', 'TOM-5'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap'],
    },
    async ({ station, record }) => {
      const fromMs = monday('08:00');
      const untilMs = fromMs + 40 * minuteMs;
      const policy = benchPolicy({ recipient: station.kit.recipient });
      const tracker = await station.tracker({ startMs: fromMs - minuteMs, policy });
      const begin = { fromMs: fromMs - minuteMs, untilMs: fromMs + 30 * minuteMs };
      const driven = drive({ ...begin, everyMs: 2000 });
      await tracker.feed(driven);
      // Ten minutes at a gate: a batch of a standing vehicle has to look like any other.
      const place = driven.at(-1)?.position;
      const gate = {
        eastE7PerS: 0,
        motion: { speedKmh: 0 },
        everyMs: 2000,
        ...(place && { from: place }),
      };
      await tracker.feed(drive({ fromMs: fromMs + 30 * minuteMs, untilMs, ...gate }));
      await tracker.liveTo(untilMs + 20 * minuteMs);
      await untilSent(tracker);
      const received = await tracker.received();
      const fixes = fixesIn(received.records);
      record.measure('fixes taken', tracker.counters().fixesTaken, { min: 180 });
      record.measure('fixes that arrived', fixes.length, {
        expected: tracker.counters().fixesTaken,
      });
      record.measure('frames lost', received.lost, { expected: 0 });
      record.measure('frames that came twice', received.duplicates, { expected: 0 });
      expect(received.faults, 'reports that do not open').toEqual([]);
      record.measure('in order', isAscending(fixes.map(({ timeS }) => timeS)), { expected: true });
      const perFix = Math.round((received.sealedBytes / fixes.length) * 100) / 100;
      record.measure('bytes for a fix, seal and session included', perFix, { unit: 'B', max: 8 });

      const reports = tracker.messages.filter(({ channel }) => channel === 'report');
      const sealed = reports.map(({ payload }) => payload).filter(isSealed);
      const sizes = sealed.map((payload) => payload.length - SealedHeader.sizeBytes - tagBytes);
      const odd = sizes.filter((size) => !paddingSteps.includes(size));
      record.measure('reports', sealed.length, { min: 3 });
      record.measure('reports of another size than the steps', odd.length, { expected: 0 });
      attachTiming(record, {
        title: 'Bytes of a report, without its seal',
        unit: 'B',
        samples: sizes,
      });
      const { device } = await tracker.identity();
      const day = { name: 'forty minutes of work', device, policy: sourceOf(policy), received };
      attachDay(record, { ...day, fromMs: fromMs - minuteMs, untilMs });
    },
  );

  hil(
    'hours without a network, a lost acknowledgement and a power cut lose and double nothing',
    {
      clauses: ['TOM-8'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'faults', 'power'],
    },
    async ({ station, record }) => {
      const { wire } = station.broker;
      const fromMs = monday('08:00');
      const policy = benchPolicy({
        recipient: station.kit.recipient,
        week: { mon: '06:00-18:00' },
        moving: '60 s',
      });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      const driveTo = async (from: number, until: number) =>
        tracker.feed(drive({ fromMs: from, untilMs: until, everyMs: 15_000 }));
      let beforeCut = 0;
      await record.phase('acknowledgements are lost on the way', async () => {
        await driveTo(fromMs, fromMs + 10 * minuteMs);
        const remove = wire?.add('downstream', { type: 'timeout', timeoutMs: 0 });
        await driveTo(fromMs + 10 * minuteMs, fromMs + 31 * minuteMs);
        await wire?.down();
        remove?.();
        await wire?.up();
        await untilSent(tracker);
        const { duplicates, lost } = await tracker.received();
        record.measure('frames that came twice', duplicates, { min: 1 });
        record.measure('frames lost', lost, { expected: 0 });
      });
      const outageMs = fromMs + 40 * minuteMs;
      const backMs = outageMs + 6 * 60 * minuteMs;
      await record.phase('six hours without a network, with a power cut in them', async () => {
        await driveTo(fromMs + 31 * minuteMs, outageMs);
        await wire?.down();
        const cutMs = outageMs + 125 * minuteMs;
        await driveTo(outageMs, cutMs);
        beforeCut = tracker.counters().fixesTaken;
        await tracker.power(false);
        await tracker.liveTo(cutMs + 5 * minuteMs);
        await tracker.power(true);
        await driveTo(cutMs + 5 * minuteMs, backMs);
        record.measure('frames that wait', tracker.counters().waitingFrames, { min: 20 });
        await wire?.up();
        await driveTo(backMs, backMs + minuteMs);
        await untilSent(tracker);
      });
      await tracker.liveTo(backMs + 20 * minuteMs);
      await untilSent(tracker);
      const { records, lost, faults } = await tracker.received();
      const fixes = fixesIn(records);
      expect(faults, 'reports that do not open').toEqual([]);
      // Counted since the last boot; the one that was being written at the cut may be lost.
      const taken = beforeCut + tracker.counters().fixesTaken;
      record.measure('fixes taken', taken, { min: 380 });
      record.measure('fixes that arrived', fixes.length, { min: taken - 1, max: taken });
      record.measure('different fixes', new Set(fixes.map(({ timeS }) => timeS)).size, {
        expected: fixes.length,
      });
      record.measure('frames lost', lost, { expected: 0 });
    },
  );
}

/** Whether a report is a batch, and not the session that opens batches. */
function isSealed(payload: Uint8Array): boolean {
  return payload[0] === frameKinds.sealed;
}
