import { expect } from 'vitest';

import { localWindows } from '@feierabend/firmware-sim/controller/local-windows';
import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { berlin } from '../../station/calendar.ts';
import { edgeErrors, fixesIn } from '../../station/fixes.ts';
import { statusOf } from '../../station/orders.ts';
import { around, sourceOf } from './windows.ts';

const hil = suiteOf('policy');
const needs = ['tracker', 'gnss-input', 'modem', 'time'] as const;

export function dates(): void {
  hil(
    'follows weekdays, exceptions and holidays, and is closed for good after its last day',
    { clauses: ['TOM-5', 'TOM-14'], needs },
    async ({ station, record }) => {
      const yaml = benchPolicy({
        recipient: station.kit.recipient,
        ...everySecond,
        valid: { from: '2026-11-24', until: '2026-11-27', review: '2026-11-26' },
        week: { 'mon-fri': '00:00-00:10, 08:00-16:00' },
        holidays: ['2026-11-26'],
        outside: 'off',
        more: ['exceptions: { 2026-11-25: 10:00-11:00 }'],
      });
      const edges = [
        berlin('2026-11-24', '00:00'), // the first second of the policy, at midnight
        berlin('2026-11-24', '08:00'),
        berlin('2026-11-24', '16:00'),
        berlin('2026-11-25', '08:00'), // an exception has hours of its own
        berlin('2026-11-25', '10:00'),
        berlin('2026-11-25', '11:00'),
        berlin('2026-11-26', '08:00'), // a holiday
        berlin('2026-11-27', '08:00'),
        berlin('2026-11-28', '00:00'), // the first second after it
        berlin('2026-11-30', '08:00'), // a Monday
      ];
      const startMs = edges[0]! - 60_000;
      const tracker = await station.tracker({ startMs, policy: yaml });
      await tracker.feed(around(edges, 30));
      await tracker.liveTo(edges.at(-1)! + 3_600_000);
      const { records } = await tracker.received();
      const spoken = edges.map((atMs) => atMs / 1000);
      const windows = localWindows(sourceOf(yaml), startMs / 1000, spoken.at(-1)!);
      const fixes = fixesIn(records);
      for (const { fromS, untilS } of windows) {
        const { opening, closing } = edgeErrors(fixes, [{ fromS, untilS }]);
        const at = (timeS: number) => new Date(timeS * 1000).toISOString();
        const exact = { unit: 's', min: 0, max: 0 };
        if (spoken.includes(fromS)) record.measure(`opens ${at(fromS)}`, opening[0]!, exact);
        if (spoken.includes(untilS)) record.measure(`closes ${at(untilS)}`, closing[0]!, exact);
      }
      const day = (timeS: number) => new Date(timeS * 1000).toISOString().slice(0, 10);
      const fixesOn = (date: string) => fixes.filter(({ timeS }) => day(timeS) === date).length;
      record.measure('fixes on the holiday', fixesOn('2026-11-26'), { expected: 0 });
      const untilS = berlin('2026-11-28', '00:00') / 1000;
      const late = fixes.filter(({ timeS }) => timeS >= untilS);
      record.measure('fixes after the last day', late.length, { expected: 0 });
      const { review = 0 } = await statusOf(tracker);
      record.measure('it tells its review date', new Date(review * 1000).toISOString(), {
        expected: '2026-11-25T23:00:00.000Z',
      });
      const { result } = await tracker.done('info');
      expect(result['tracker'], 'the tracker, after the last day').toMatchObject({
        mode: 'closed',
        reason: 'policy-expired',
      });
    },
  );
}
