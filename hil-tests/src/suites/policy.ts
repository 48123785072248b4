import { expect } from 'vitest';

import { suiteOf } from '../run/hil-test.ts';
import { benchPolicy } from '../station/bench-policy.ts';
import { monday } from '../station/calendar.ts';
import { drive } from '../station/drive.ts';

const hil = suiteOf('policy');

/** Windows to the second, and what may change them. */
export function policy(): void {
  hil(
    'opens at 08:00:00 and not a second before',
    { clauses: ['TOM-5'], needs: ['tracker', 'gnss-input', 'modem', 'time'] },
    async ({ station, record }) => {
      const startMs = monday('07:55');
      const { recipient } = station.kit;
      const tracker = await station.tracker({
        startMs,
        policy: benchPolicy({ recipient }),
      });
      await tracker.feed(drive({ fromMs: startMs, untilMs: monday('08:20') }));
      const { records } = await tracker.received();
      const fixes = records.flatMap((one) => (one.kind === 'fix' ? [one] : []));
      const opensS = monday('08:00') / 1000;
      expect(fixes.length).toBeGreaterThan(10);
      record.measure('first fix after opening', (fixes[0]?.timeS ?? 0) - opensS, {
        unit: 's',
        min: 0,
        max: 10,
      });
    },
  );
}
