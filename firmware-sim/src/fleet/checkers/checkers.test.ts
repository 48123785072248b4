import { useCryptoEngine } from '@feierabend/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import type { Tally } from '../result/tally.ts';
import type { SumName } from '../scenario/metrics.ts';
import { deviceLiver } from '../virtual/live-devices.ts';

/** A morning with a break, in which everything happens that a checker may have something to say about. */
const faults = `
  - { kind: foreign-order, at: 20 min }
  - { kind: broker-outage, at: 30 min, for: 4 h }
  - { kind: policy-change, at: 3 h 50 min, groups: [tightened], policy: tight.yaml }
  - { kind: wipe, at: 4 h, groups: [wiped] }
  - { kind: device-fault, at: 4 h 32 min, groups: [wiped], fault: power.cut=30s }`;

const world = (groups: string) => `fleet: 1
name: What checkers see
from: 2026-03-02T06:50
duration: 9 h
groups:
${groups}
faults:${faults}
`;

/** What each checker has to say about firmware with one mistake, and what by. */
const speaking: readonly (readonly [
  defects: string,
  as: string,
  metric: SumName,
  checker: string,
])[] = [
  ['window-minute', 'plain', 'leaks', 'privacy'],
  ['break-ignored', 'plain', 'leaks', 'privacy'],
  ['gate-send', 'tightened', 'leaks', 'privacy'],
  ['leak-mqtt', 'plain', 'leaks', 'privacy'],
  ['leak-retained', 'plain', 'leaks', 'privacy'],
  ['leak-journal', 'plain', 'leaks', 'privacy'],
  ['report-twice', 'plain', 'duplicates', ''],
  ['wrong-topic', 'plain', 'unopened', 'delivery'],
  ['place-heartbeat', 'beating', 'leaks', 'privacy'],
  ['precision-ignored', 'coarse', 'leaks', 'privacy'],
  ['precision-ignored', 'plain', 'leaks', 'privacy'],
  ['floor-ignored', 'often', 'leaks', 'privacy'],
  ['gate-capture', 'plain', 'journal-faults', 'journal'],
  ['journal-gap', 'plain', 'journal-faults', 'journal'],
  ['refusal-unnoted', 'plain', 'journal-faults', 'journal'],
  ['extra-recipient', 'plain', 'tenancy-faults', 'tenancy'],
  ['stranger-obeyed', 'plain', 'tenancy-faults', 'tenancy'],
  ['tenant-unchecked', 'plain', 'tenancy-faults', 'tenancy'],
  ['leak-topic', 'plain', 'tenancy-faults', 'tenancy'],
];

/** What is not `policy.yaml` of a device that stands. */
const others: Readonly<Record<string, string>> = {
  beating: 'policy: beats.yaml, track: parked',
  coarse: 'policy: often 1 km.yaml, track: parked',
  often: 'policy: often 10 m.yaml, track: city',
};

const watched = [...new Set(speaking.map(([, , metric]) => metric))];

describe('the checkers of a fleet', () => {
  let plan: FleetPlan;
  const tallies = new Map<string, Tally>();

  async function lived(name: string, defects: string): Promise<Tally> {
    const group = plan.groups.find((one) => one.name === name);
    expect(group).toBeDefined();
    const groups = plan.groups.map((one) => (one === group ? { ...one, defects: [defects] } : one));
    const live = deviceLiver(defects === '' ? plan : { ...plan, groups });
    return (await live([group?.first ?? -1])).tally;
  }

  beforeAll(async () => {
    useCryptoEngine(nativeCrypto);
    const names = ['plain', 'tightened', 'wiped', ...Object.keys(others)];
    const line = (name: string) =>
      `  - { name: ${name}, devices: 1, ${others[name] ?? 'policy: policy.yaml, track: parked'} }`;
    plan = await planOf(world(names.map(line).join('\n')));
    for (const name of names) {
      // oxlint-disable-next-line no-await-in-loop
      tallies.set(name, await lived(name, ''));
    }
  });

  it.each(['plain', 'tightened', 'wiped', ...Object.keys(others)])(
    'have nothing to say about a sound device: %s',
    (name) => {
      const tally = tallies.get(name);
      expect(tally?.findings).toEqual([]);
      expect(tally?.sum('fixes')).toBeGreaterThan(20);
      expect(Object.fromEntries(watched.map((metric) => [metric, tally?.sum(metric)]))).toEqual(
        Object.fromEntries(watched.map((metric) => [metric, 0])),
      );
    },
  );

  it.each(speaking)('%s on a device that is %s: %s', async (defects, as, metric, checker) => {
    const tally = await lived(as, defects);
    expect(tally.sum(metric)).toBeGreaterThan(0);
    if (checker !== '') expect(tally.findings.map((one) => one.checker)).toContain(checker);
  });

  it('measure what firmware costs that says everything twice', async () => {
    const tally = await lived('plain', 'report-twice');
    const [once, twice] = [tallies.get('plain'), tally].map(
      (of) => of?.distribution('traffic')?.mean ?? 0,
    );
    expect((twice ?? 0) / (once ?? 1)).toBeGreaterThan(1.3);
    expect(tally.distribution('energy')?.mean).toBeGreaterThan(0);
  });
});
