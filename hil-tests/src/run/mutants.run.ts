import { afterAll, beforeAll, describe, inject } from 'vitest';

import { beginStation, endStation } from '../station/current-station.ts';
import { suites, type SuiteName } from '../suites/suite-list.ts';
import { OpenTrial } from './trial.ts';

// The one file of `hil mutants`: one bench for all trials, and for each of them firmware of its own.
const order = inject('hilOrder');

beforeAll(() => beginStation(order));
afterAll(() => endStation(), order.bench.timeouts.startS * 1000);

const names = order.suites as readonly SuiteName[];
const declarations = await Promise.all(names.map((name) => suites[name]()));

for (const trial of order.trials ?? []) {
  // oxlint-disable-next-line vitest/valid-title -- the name of a defect is data
  describe(trial.defect ?? 'sound firmware', () => {
    const open = new OpenTrial(trial);
    afterAll(() => open.close());
    OpenTrial.declare(open, () => {
      for (const declare of declarations) declare();
    });
  });
}
