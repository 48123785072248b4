import { afterAll, beforeAll, describe, inject } from 'vitest';

import { beginStation, endStation } from '../station/current-station.ts';
import { suites, type SuiteName } from '../suites/suite-list.ts';

// The one file of a run: the bench opens before the first test and closes behind the last, whatever suites are between.
const order = inject('hilOrder');

beforeAll(() => beginStation(order));
afterAll(() => endStation(), order.bench.timeouts.startS * 1000);

for (const name of order.suites as readonly SuiteName[]) {
  // oxlint-disable-next-line no-await-in-loop -- in their order
  const declare = await suites[name]();
  // oxlint-disable-next-line vitest/valid-title -- the name of a suite is data
  describe(name, () => {
    declare();
  });
}
