import { afterAll, beforeAll, inject } from 'vitest';

import { suiteOf, type HilContext } from '../run/hil-test.ts';
import { monday } from '../station/calendar.ts';
import { beginStation, endStation } from '../station/current-station.ts';
import { statusOf } from '../station/orders.ts';

// What goes wrong in a run, in place of the suites, on a bench that is a real one.
const order = inject('hilOrder');

beforeAll(() => beginStation(order));
afterAll(() => endStation(), order.bench.timeouts.startS * 1000);

const clauses = ['TOM-8'];
const startMs = monday('07:00');
let tries = 0;

const troubles: Readonly<Record<string, (hil: ReturnType<typeof suiteOf>) => void>> = {
  identify: (hil) =>
    hil('passes when it is tried again', { clauses }, async ({ record }) => {
      tries += 1;
      record.measure('tries', tries, { min: 2 });
    }),
  policy: (hil) => {
    hil('loses the process of its tracker', { clauses }, async ({ station }) => {
      const tracker = await station.tracker({ startMs });
      process.kill(tracker.pid ?? 0, 'SIGKILL');
      await tracker.liveTo(startMs + 60_000);
    });
    hil('has another tracker', { clauses }, async ({ station, record }) => {
      const { life } = await statusOf(await station.tracker({ startMs }));
      record.measure('life', life, { expected: 'provisioned' });
    });
    hil('never comes to an end', { clauses, timeoutS: 0.5 }, never);
  },
  canary: (hil) => {
    // Ctrl-C, while the tests are being read.
    process.kill(process.pid, 'SIGINT');
    hil('is not begun', { clauses }, never);
  },
  soak: (hil) =>
    hil('waits until the run is killed', { clauses, timeoutS: 300 }, async (context) => {
      await context.station.tracker({ startMs });
      await context.record.phase('an hour of it', async () => context.record.measure('records', 7));
      await never(context);
    }),
};

for (const suite of order.suites) troubles[suite]?.(suiteOf(suite));

function never({ record, signal }: HilContext): Promise<void> {
  record.measure('begun', true);
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
