import { join } from 'node:path';

import { expect } from 'vitest';

import { factoryImage } from '../demo/tenant-kit.ts';
import { suiteOf } from '../run/hil-test.ts';
import { monday } from '../station/calendar.ts';
import { drive } from '../station/drive.ts';
import { statusOf } from '../station/orders.ts';

const hil = suiteOf('identify');

/** Who is there, and what it says of itself. */
export function identify(): void {
  hil(
    'tells what runs on it, by hash',
    { clauses: ['TOM-9'], needs: ['smp'] },
    async ({ station }) => {
      const tracker = await station.tracker({ startMs: monday('07:00') });
      const { result } = await tracker.done('info');
      const images = result['images'] as readonly { hash: string; active: boolean }[];
      expect(images.find(({ active }) => active)?.hash).toMatch(/^[0-9a-f]{64}$/u);
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
      expect(newer.result).toMatchObject({ standing: 'confirmed' });
      const runs = async () => (await statusOf(tracker)).fw;
      const version = await runs();
      // What the boot loader holds against an older one has to outlive the boots that follow.
      await tracker.power(false);
      await tracker.power(true);
      const older = await tracker.flasher('flash', join(parts.imageFolder, factoryImage), ...trust);
      record.measure('exit code for the release before', older.exitCode, { min: 1 });
      record.measure('what runs then', await runs(), { expected: version });
    },
  );

  hil(
    'factory state captures nothing',
    { clauses: ['TOM-13', 'TOM-12'], needs: ['tracker', 'gnss-input', 'time'] },
    async ({ station, record }) => {
      const startMs = monday('08:00');
      const tracker = await station.tracker({ startMs, state: 'blank' });
      await tracker.feed(drive({ fromMs: startMs, untilMs: startMs + 600_000 }));
      const { result } = await tracker.done('info');
      expect(result['tracker']).toMatchObject({ lifeCycle: 'unprovisioned', queuedBatches: 0 });
      record.measure('fixes taken', tracker.counters().fixesTaken, { expected: 0 });
      record.measure('messages at the broker', tracker.messages.length, { expected: 0 });
    },
  );

  hil(
    'has keys of its own, which no other device has',
    { clauses: ['TOM-3', 'TOM-10'], needs: ['tracker', 'time'] },
    async ({ station }) => {
      const one = await (await station.tracker({ startMs: monday('07:00') })).identity();
      const other = await (await station.tracker({ startMs: monday('07:00') })).identity();
      expect(one.signKey).toMatch(/^[0-9a-f]{64}$/u);
      expect(new Set([one.signKey, other.signKey, one.sealKey, other.sealKey]).size).toBe(4);
    },
  );
}
