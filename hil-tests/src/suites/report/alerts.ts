import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { handOver, signOrder } from '../../station/orders.ts';
import { somebody } from '../../station/people.ts';
import { untilSent } from '../../station/until-sent.ts';

const hil = suiteOf('report');
const minuteMs = 60_000;

export function alerts(): void {
  hil(
    'tells at night of a power cut and of a stranger, at once, and lives without a place',
    {
      clauses: ['AVV-6.8', 'TOM-8', 'TOM-5'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'power'],
    },
    async ({ station, record }) => {
      const fromMs = monday('20:00');
      const policy = benchPolicy({ recipient: station.kit.recipient, heartbeat: '1 h' });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await tracker.feed(drive({ fromMs, untilMs: fromMs + minuteMs }));
      const by = somebody('S. Fremd', 'administrator', { number: 79 });
      const strange = await signOrder(tracker, { kind: 'restrict', body: { on: true }, by });
      expect(await handOver(tracker, strange), 'the order of a stranger').toMatchObject({
        accepted: false,
      });
      const strangeMs = tracker.nowMs();
      await untilSent(tracker);
      const told = async (event: string) => {
        const { records } = await tracker.received();
        const found = records.find((one) => one.kind === 'event' && one.event === event);
        return found?.kind === 'event' ? found.timeS * 1000 : undefined;
      };
      const late = (atMs: number | undefined, sinceMs: number) =>
        atMs === undefined ? 'never' : (atMs - sinceMs) / 1000;
      const limits = { unit: 's', min: -1, max: 60 };
      record.measure('a stranger', late(await told('security-alert'), strangeMs), limits);

      const cutMs = fromMs + 5 * minuteMs;
      await tracker.liveTo(cutMs);
      await tracker.power(false);
      await tracker.liveTo(cutMs + 2 * minuteMs);
      await tracker.power(true);
      const backMs = tracker.nowMs();
      await tracker.feed(drive({ fromMs: backMs, untilMs: backMs + minuteMs }));
      await untilSent(tracker);
      record.measure('a power cut', late(await told('unexpected-reset'), backMs), limits);

      await tracker.liveTo(backMs + 125 * minuteMs);
      await untilSent(tracker);
      const { records } = await tracker.received();
      const beats = records.filter(({ kind }) => kind === 'heartbeat').length;
      record.measure('signs of life in two hours', beats, { min: 2, max: 3 });
      record.measure('places', fixesIn(records).length, { expected: 0 });
    },
  );
}
