import { expect } from 'vitest';

import { suiteOf } from '../run/hil-test.ts';
import { monday } from '../station/calendar.ts';
import { drive } from '../station/drive.ts';

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
