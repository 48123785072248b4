import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { untilSent } from '../../station/until-sent.ts';

const hil = suiteOf('report');

export function failover(): void {
  hil(
    'goes to the second broker when the first is gone, and loses nothing on the way',
    {
      clauses: ['TOM-8'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'faults'],
    },
    async ({ station, record }) => {
      const second = await station.secondBroker();
      const fromMs = monday('08:30');
      const policy = benchPolicy({ recipient: station.kit.recipient });
      const tracker = await station.tracker({ startMs: fromMs, policy, brokers: 2 });
      const cutMs = fromMs + 1_000_000;
      await tracker.feed(drive({ fromMs, untilMs: cutMs, everyMs: 5000 }));
      await tracker.received();
      const atFirst = tracker.messages.length;
      expect(atFirst, 'messages by the first broker').toBeGreaterThan(1);
      await station.broker.wire?.down();
      try {
        await tracker.feed(drive({ fromMs: cutMs, untilMs: cutMs + 1_000_000, everyMs: 5000 }));
        await tracker.liveTo(cutMs + 2_000_000);
        await untilSent(tracker);
      } finally {
        await station.broker.wire?.up();
      }
      await second.deliverTo(station.parts.office);
      const { records, lost, faults } = await tracker.received();
      record.measure('messages by the second broker', tracker.messages.length - atFirst, {
        min: 2,
      });
      record.measure('frames lost', lost, { expected: 0 });
      record.measure('fixes that arrived', fixesIn(records).length, {
        expected: tracker.counters().fixesTaken,
      });
      expect(faults, 'reports that do not open').toEqual([]);
    },
  );
}
