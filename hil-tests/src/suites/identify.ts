import { join } from 'node:path';

import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { expect } from 'vitest';

import { factoryImage } from '../demo/tenant-kit.ts';
import { factsOf } from '../record/bench-facts.ts';
import { suiteOf } from '../run/hil-test.ts';
import { activeHashOf, type ListedImage } from '../checks/active-image.ts';
import { benchPolicy } from '../station/bench-policy.ts';
import { monday } from '../station/calendar.ts';
import { drive } from '../station/drive.ts';
import { statusOf } from '../station/orders.ts';

const hil = suiteOf('identify');

/** Who is there, and what it says of itself. */
export function identify(): void {
  hil(
    'tells what runs on it, by hash',
    { clauses: ['TOM-9'], needs: ['smp'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: monday('07:00') });
      const { result } = await tracker.done('info');
      const images = result['images'] as readonly ListedImage[];
      const hash = activeHashOf(images, factsOf(station.parts.order.bench));
      // A board may run anything when it comes to the bench; a virtual one left the factory with this.
      const known = await station.releases.factoryHash();
      record.measure('what runs', hash, known === undefined ? {} : { expected: known });
    },
  );

  hil(
    'what runs on it is never older than what ran on it',
    { clauses: ['TOM-9', 'TOM-8'], needs: ['smp', 'tracker', 'time', 'power'] },
    async ({ station, record }) => {
      const { kit, parts } = station;
      const tracker = await station.tracker({ startMs: monday('07:00') });
      const trust = ['--trust', kit.imageTrustFile];
      const newer = await tracker.done('flash', kit.releaseImage, ...trust);
      expect(newer.result, 'a newer release, flashed').toMatchObject({ standing: 'confirmed' });
      const runs = async () => (await statusOf(tracker)).fw;
      const version = await runs();
      // What the boot loader holds against an older one has to outlive the boots that follow.
      await tracker.power(false);
      await tracker.power(true);
      const older = await tracker.flasher('flash', join(parts.imageFolder, factoryImage), ...trust);
      record.measure('exit code for the release before', older.exitCode, { expected: 3 });
      record.measure('what runs then', await runs(), { expected: version });
    },
  );

  hil(
    'factory state captures nothing',
    { clauses: ['TOM-13', 'TOM-12'], needs: ['tracker', 'gnss-input', 'time'] },
    async ({ station, record }) => {
      const startMs = monday('08:00');
      const tracker = await station.tracker({ startMs, state: 'blank' });
      const offered = drive({ fromMs: startMs, untilMs: startMs + 600_000 });
      await tracker.feed(offered);
      const { result } = await tracker.done('info');
      expect(result['tracker'], 'a tracker of nobody').toMatchObject({
        lifeCycle: 'unprovisioned',
        queuedBatches: 0,
      });
      record.measure('positions offered', offered.length);
      record.measure('fixes taken', tracker.counters().fixesTaken, { expected: 0 });
      record.measure('messages at the broker', tracker.messages.length, { expected: 0 });
    },
  );

  hil(
    'has keys of its own, which no other device has',
    { clauses: ['TOM-3', 'TOM-10'], needs: ['tracker', 'time'] },
    async ({ station, record }) => {
      const one = await (await station.tracker({ startMs: monday('07:00') })).identity();
      const other = await (await station.tracker({ startMs: monday('07:00') })).identity();
      expect(one.signKey, 'key that it signs with').toMatch(/^[0-9a-f]{64}$/u);
      const keys = new Set([one.signKey, other.signKey, one.sealKey, other.sealKey]);
      record.measure('different keys of two devices', keys.size, { expected: 4 });
    },
  );

  hil(
    'its light tells when positions are taken, and its private switch ends it',
    {
      clauses: ['AVV-4', 'TOM-13'],
      needs: ['tracker', 'gnss-input', 'indicator', 'rig', 'power', 'time', 'tap'],
      timeoutS: 240,
    },
    async ({ station, record }) => {
      const { recipient } = station.kit;
      const startMs = monday('09:00');
      const more = ['privateSwitch: yes'];
      const policy = benchPolicy({ recipient, more });
      const tracker = await station.tracker({ startMs, policy });
      const light = async (when: string, expected: IndicatorPattern): Promise<void> =>
        record.measure(`light ${when}`, await tracker.indicator(), { expected });
      await light('before the time is known', 'off');
      await tracker.feed(drive({ fromMs: startMs, untilMs: startMs + 60_000 }));
      await light('on duty', 'on');
      const taken = tracker.counters().fixesTaken;
      record.measure('fixes on duty', taken, { min: 1 });
      await tracker.privateSwitch(true);
      await tracker.feed(drive({ fromMs: startMs + 60_000, untilMs: startMs + 120_000 }));
      await light('with the private switch on', 'off');
      record.measure('fixes in private', tracker.counters().fixesTaken - taken, { expected: 0 });
      await tracker.privateSwitch(false);
      await tracker.power(false);
      await light('without power', 'off');
    },
  );

  hil(
    'draws current with power and none without',
    { clauses: ['TOM-8'], needs: ['smp', 'supply'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: monday('09:00') });
      const rig = station.parts.rig?.rig;
      record.measure('with power', (await rig?.supplyMilliamps()) ?? 0, { unit: 'mA', min: 1 });
      await tracker.power(false);
      record.measure('without', (await rig?.supplyMilliamps()) ?? 0, { unit: 'mA', max: 1 });
      await tracker.power(true);
    },
  );
}
