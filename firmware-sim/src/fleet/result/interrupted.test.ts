import { expect, it } from 'vitest';

import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import { FleetAccount } from './fleet-account.ts';
import { fleetJunit } from './junit.ts';
import { recordText } from './record-text.ts';
import { runRecord } from './run-record.ts';

const scenario = `fleet: 1
name: Ended by somebody
from: 2026-03-02T05:00
duration: 4 h
groups:
  - { name: vans, devices: 3, policy: policy.yaml }
assertions: [devices == 3, leaks == 0]
`;

async function ended(leaks: number) {
  const plan = await planOf(scenario);
  const account = FleetAccount.empty(plan);
  account.tally.count('leaks', leaks);
  const { name, digest, seed, fromS, untilS, assertions: asserted } = plan;
  return runRecord({
    scenario: { name, digest, seed },
    engine: 'virtual',
    fromS,
    untilS,
    timeZone: 'UTC',
    faults: [],
    devices: 3,
    shards: { of: wholeFleet.of, numbers: [wholeFleet.number] },
    account,
    asserted,
    host: [{ machine: '', workers: 1, wallS: 1, cpuS: 1, peakRssMiB: 1 }],
    isInterrupted: true,
  });
}

it('a run that somebody ended leaves open what its rest could have mended, and what is too much stays so', async () => {
  const [few, leaky] = [await ended(0), await ended(1)];
  expect(recordText(few)).toMatch(
    /open {2}devices == 3 .*\nopen {2}leaks == 0 .*\n(?:open {2}.*\n){2}interrupted/u,
  );
  expect(fleetJunit(few)).toMatch(/failures="0" errors="1" skipped="4"/u);
  expect(fleetJunit(few)).toContain('open: the rest of the run is missing');
  expect(recordText(leaky)).toMatch(/open {2}devices == 3 .*\nFAIL {2}leaks == 0/u);
});
