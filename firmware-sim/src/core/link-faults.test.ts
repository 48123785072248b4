import { readFileSync } from 'node:fs';

import type { TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import type { FakeNetwork } from '../testing/fake-link.ts';
import { at, testImage, testPolicy } from '../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../testing/test-tracker.ts';
import type { SeededDefect } from './defects/defect-list.ts';

/** What a fault does, minute by minute. */
type Fault = (network: FakeNetwork, minute: number) => void;

const reconnect = (network: FakeNetwork): void => {
  network.up = false;
  network.up = true;
};

const faults: Readonly<Record<string, Fault>> = {
  'broker restart': (network, minute) => {
    // What it had taken and not acknowledged it has forgotten.
    network.acknowledges = minute % 2 === 0;
    network.copies = minute % 2 === 0 ? 1 : 0;
    reconnect(network);
  },
  'black hole': (network, minute) => {
    network.copies = minute < 5 ? 0 : 1;
    if (minute === 5) reconnect(network);
  },
  reset: (network, minute) => {
    // It arrived, and the acknowledgement was on its way.
    network.acknowledges = false;
    if (minute % 3 === 2) {
      network.acknowledges = true;
      reconnect(network);
    }
  },
  'slow link': (network) => {
    network.acknowledges = false;
    network.acknowledgeAll();
  },
  'duplicate delivery': (network) => {
    network.copies = 2;
  },
  'full queue': (network) => {
    network.roomFor = 1;
    network.acknowledges = false;
    network.acknowledgeAll();
  },
};

/** Northwards at about 40 km/h. */
const placeAt = (timeS: number) => ({ latitude: 48.1 + (timeS - at(10)) * 1e-4, longitude: 11.5 });

const minutes = 7;

/** A drive from ten o'clock on, through a fault. */
function drive(
  fault: Fault | undefined,
  everyMinute: (world: TestTracker, minute: number) => void,
  ...defects: readonly SeededDefect[]
) {
  const image = testImage(0, { defects: [...defects] });
  const world = makeTestTracker({ startS: at(9, 59), image });
  world.apply(testPolicy);
  for (let minute = 0; minute < minutes; minute += 1) {
    fault?.(world.network, minute);
    everyMinute(world, minute);
    world.driveTo(at(10, minute + 1), placeAt);
    // Batches are small here: what is on the way is to be much.
    world.duty.recorder.flush();
    world.duty.uplink.pump();
  }
  return world;
}

function heal({ network }: TestTracker): void {
  Object.assign(network, { acknowledges: true, copies: 1, roomFor: 1024 });
  reconnect(network);
}

const told = (records: readonly TrackerRecord[]) =>
  new Set(records.map((record) => JSON.stringify(record)));
const clean = drive(undefined, () => undefined);

/** Places that come although a policy of that minute allows nothing of this hour any more. */
function forbiddenAfter(fault: Fault | undefined, ...defects: readonly SeededDefect[]) {
  let before = new Set<string>();
  const tighten = (world: TestTracker, minute: number): void => {
    if (minute !== 4) return;
    before = told(world.reports.records);
    const week = testPolicy.week.map(() => [{ startMin: 480, endMin: 540 }]);
    world.apply({ ...testPolicy, week });
  };
  const world = drive(fault, tighten, ...defects);
  heal(world);
  const after = world.reports.records.filter((record) => !before.has(JSON.stringify(record)));
  return { world, places: after.filter(({ kind }) => kind === 'fix') };
}

describe.each(Object.keys(faults))('a tracker behind a %s', (name) => {
  it('loses nothing', () => {
    const world = drive(faults[name], () => undefined);
    heal(world);
    expect(told(world.reports.records)).toEqual(told(clean.reports.records));
    expect(world.duty.outbox.size).toBe(0);
    // What came twice was found out, and nothing else was wrong.
    expect(new Set(['REPORT_REPLAY', ...world.reports.faults])).toEqual(new Set(['REPORT_REPLAY']));
  });

  it('sends nothing that a policy forbids which came meanwhile', () => {
    const { world, places } = forbiddenAfter(faults[name]);
    expect(places).toEqual([]);
    expect([world.duty.outbox.size, world.duty.journal.doubted]).toEqual([0, false]);
  });
});

it('they drive far enough to lose something, and a gate that is gone is found', () => {
  expect(clean.reports.records.filter(({ kind }) => kind === 'fix').length).toBeGreaterThan(30);
  expect(forbiddenAfter(faults['black hole'], 'gate-send').places.length).toBeGreaterThan(5);
});

it('the faults stand in their table', () => {
  const page = readFileSync(new URL('../../../docs/mqtt.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('## Faults of the network'));
  const names = [...table.matchAll(/^\| ([a-z ]+) \| `/gmu)].map(([, one]) => one);
  expect(names).toEqual(Object.keys(faults));
});
