import { useCryptoEngine } from '@feierabend/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { Tally } from '../result/tally.ts';
import { fleetDefects } from '../scenario/fleet-defects.ts';
import type { SumName } from '../scenario/metrics.ts';
import { deviceLiver } from '../virtual/live-devices.ts';

interface World {
  readonly from: string;
  readonly duration: string;
  readonly policy?: string;
  readonly track?: 'city' | 'parked';
  readonly faults?: readonly string[];
}

const foreign = 'kind: foreign-order, at: 20 min';
const outage = 'kind: broker-outage, at: 30 min, for: 4 h';
/** A morning with a break, from shortly before work on. */
const morning: World = { from: '2026-03-02T06:50', duration: '9 h' };

/** Small scenarios of one device each; a sound device ends every one of them green. */
const worlds = {
  plain: { ...morning, faults: [foreign, outage] },
  beating: { ...morning, policy: 'beats', faults: [outage] },
  coarse: { ...morning, policy: 'often 1 km', faults: [outage] },
  often: { ...morning, policy: 'often 10 m', track: 'city', faults: [outage] },
  tightened: {
    ...morning,
    faults: [outage, 'kind: policy-change, at: 3 h 50 min, policy: tight.yaml'],
  },
  brief: { ...morning, duration: '6 h', policy: 'brief', faults: [outage] },
  wiped: { ...morning, duration: '5 h', faults: [outage, 'kind: wipe, at: 4 h'] },
  cut: {
    ...morning,
    duration: '4 h',
    faults: ['kind: device-fault, at: 75 min, fault: power.cut=30s'],
  },
  leaping: {
    ...morning,
    duration: '4 h',
    faults: ['kind: device-fault, at: 2 h, fault: clock.leap=-2h'],
  },
  'badly updated': {
    ...morning,
    duration: '1 h',
    faults: ['kind: firmware-rollout, at: 20 min, version: 1.1.0, image: bad'],
  },
  'driving to the first window': {
    from: '2026-03-02T06:30',
    duration: '90 min',
    policy: 'precise',
    track: 'city',
  },
  'without satellites at first': {
    from: '2026-03-02T06:30',
    duration: '1 h',
    faults: ['kind: device-fault, at: 1 s, fault: gnss.outage=5min'],
  },
  'at the beginning of a break': { from: '2026-03-02T10:50', duration: '1 h', policy: 'dense' },
  'in summer': { from: '2026-07-06T13:50', duration: '1 h' },
  'on a holiday': { from: '2026-03-02T15:00', duration: '17 h', policy: 'holidays' },
  'at the end of its policy': { from: '2026-12-31T15:00', duration: '17 h' },
} as const satisfies Readonly<Record<string, World>>;
type WorldName = keyof typeof worlds;

/** Of every mistake that can be found: where it shows, by which metric, and the checker that says what it was, if one does. */
const rows: readonly (readonly [
  defect: string,
  world: WorldName,
  metric: SumName,
  checker: string,
])[] = [
  ['gate-capture', 'plain', 'journal-faults', 'journal'],
  ['gate-send', 'tightened', 'leaks', 'privacy'],
  ['gate-late', 'at the beginning of a break', 'leaks', 'privacy'],
  ['window-minute', 'plain', 'leaks', 'privacy'],
  ['break-ignored', 'plain', 'leaks', 'privacy'],
  ['dst-ignored', 'in summer', 'leaks', 'privacy'],
  ['holiday-ignored', 'on a holiday', 'leaks', 'privacy'],
  ['expired-open', 'at the end of its policy', 'leaks', 'privacy'],
  ['retention-ignored', 'brief', 'leaks', 'privacy'],
  ['precision-ignored', 'plain', 'leaks', 'privacy'],
  ['precision-ignored', 'coarse', 'leaks', 'privacy'],
  ['floor-ignored', 'often', 'leaks', 'privacy'],
  ['leap-followed', 'leaping', 'gaps', 'delivery'],
  ['stranger-obeyed', 'plain', 'tenancy-faults', 'tenancy'],
  ['tenant-unchecked', 'plain', 'tenancy-faults', 'tenancy'],
  ['journal-gap', 'plain', 'journal-faults', 'journal'],
  ['refusal-unnoted', 'plain', 'journal-faults', 'journal'],
  ['place-withheld', 'plain', 'leaks', 'privacy'],
  ['place-heartbeat', 'beating', 'leaks', 'privacy'],
  ['extra-recipient', 'plain', 'tenancy-faults', 'tenancy'],
  ['session-reused', 'cut', 'unopened', 'delivery'],
  ['size-telling', 'plain', 'gaps', 'delivery'],
  ['wrong-topic', 'plain', 'unopened', 'delivery'],
  ['report-twice', 'plain', 'duplicates', ''],
  ['record-lost', 'cut', 'gaps', 'delivery'],
  ['deletion-undone', 'wiped', 'after-wipe', 'deletion'],
  ['self-test-ignored', 'badly updated', 'updated', ''],
  ['leak-mqtt', 'plain', 'leaks', 'privacy'],
  ['leak-retained', 'plain', 'leaks', 'privacy'],
  ['leak-topic', 'plain', 'leaks', 'privacy'],
  ['leak-topic', 'plain', 'tenancy-faults', 'tenancy'],
  ['leak-journal', 'plain', 'leaks', 'privacy'],
  ['leak-record', 'driving to the first window', 'leaks', 'privacy'],
  ['leak-crash', 'without satellites at first', 'journal-faults', 'journal'],
];

async function lived(name: WorldName, defect = ''): Promise<Tally> {
  const { from, duration, policy = 'policy', track = 'parked', faults = [] }: World = worlds[name];
  const list = faults.map((fault) => `\n  - { ${fault} }`).join('');
  const plan = await planOf(`fleet: 1
name: What checkers see
from: ${from}
duration: ${duration}
groups:
  - { name: vans, devices: 1, policy: ${policy}.yaml, track: ${track}, defects: [${defect}] }
${list === '' ? '' : `faults:${list}`}
`);
  return (await deviceLiver(plan)([0])).tally;
}

describe('the checkers of a fleet', () => {
  const sound = new Map<string, Tally>();

  beforeAll(async () => {
    useCryptoEngine(nativeCrypto);
    for (const name of Object.keys(worlds) as WorldName[]) {
      // oxlint-disable-next-line no-await-in-loop
      sound.set(name, await lived(name));
    }
  });

  it.each(Object.keys(worlds))('have nothing to say about a sound device: %s', (name) => {
    const tally = sound.get(name) ?? new Tally();
    expect(tally.findings).toEqual([]);
    expect(tally.sum('fixes')).toBeGreaterThan(10);
    const metrics = rows.flatMap(([, world, metric]) => (world === name ? [metric] : []));
    expect(metrics).not.toEqual([]);
    for (const metric of metrics) expect([metric, tally.sum(metric)]).toEqual([metric, 0]);
  });

  it.each(rows)('%s shows: %s, by %s', async (defect, world, metric, checker) => {
    const tally = await lived(world, defect);
    expect(tally.sum(metric)).toBeGreaterThan(0);
    if (checker !== '') expect(tally.findings.map((one) => one.checker)).toContain(checker);
  });

  it('find every mistake that lint lets a scenario have without a warning', () => {
    expect([...new Set(rows.map(([defect]) => defect))].toSorted()).toEqual(
      [...fleetDefects].toSorted(),
    );
  });

  it('measure what firmware costs that says everything twice', async () => {
    const tally = await lived('plain', 'report-twice');
    const [once, twice] = [sound.get('plain'), tally].map(
      (of) => of?.distribution('traffic')?.mean ?? 0,
    );
    expect((twice ?? 0) / (once ?? 1)).toBeGreaterThan(1.3);
    expect(tally.distribution('energy')?.mean).toBeGreaterThan(0);
  });
});
