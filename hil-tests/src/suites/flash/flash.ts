import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { monday } from '../../station/calendar.ts';
import type { FlasherRun } from '../../station/flasher-runs.ts';
import type { Release } from '../../station/releases.ts';
import type { Tracker } from '../../station/tracker.ts';
import { powerCuts } from './power-cuts.ts';
import { refusedOnTheHost } from './refusals.ts';
import { activeSlot, isUpload, stepsOf } from './slots.ts';

const hil = suiteOf('flash');
const startMs = monday('07:00');

/** How firmware gets onto a board, and how it does not. */
export function flash(): void {
  goodImages();
  badImages();
  interruptions();
}

function goodImages(): void {
  hil(
    'a good image boots on trial, proves itself and is confirmed; once more there is nothing to do',
    { clauses: ['TOM-9'], needs: ['smp', 'firmware'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const release = await station.releases.make();
      await record.phase('flash', async () => {
        const run = await tracker.done('flash', release.file, ...release.trust);
        expect(run.result, 'the release, flashed').toMatchObject({
          standing: 'confirmed',
          version: release.version,
        });
        const upload = run.result['upload'] as { bytesPerS: number; linkPercent: number };
        record.measure('upload', Math.round(upload.bytesPerS), { unit: 'B/s', min: 100 });
        expect(stepsOf(run), 'steps of the flasher').toEqual(
          expect.arrayContaining(['flash/upload', 'flash/confirm']),
        );
      });
      await record.phase('what runs', async () => {
        const active = await activeSlot(tracker);
        expect(active, 'the active slot').toMatchObject({ confirmed: true });
        station.digest('firmware under test', active?.hash ?? '');
      });
      await record.phase('once more', async () => {
        const again = await tracker.done('flash', release.file, ...release.trust);
        expect(again.events.at(-1), 'the same once more').toMatchObject({ outcome: 'skipped' });
        record.measure('uploads', stepsOf(again).filter(isUpload).length, { expected: 0 });
      });
    },
  );

  hil(
    'an image left on trial is reverted by the next reset',
    { clauses: ['TOM-8', 'TOM-9'], needs: ['smp', 'firmware'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const before = await activeSlot(tracker);
      const release = await station.releases.make();
      const trial = await tracker.done('flash', release.file, ...release.trust, '--no-confirm');
      expect(trial.result, 'a release without a confirmation').toMatchObject({
        standing: 'on-trial',
      });
      expect(await activeSlot(tracker), 'the active slot').toMatchObject({ confirmed: false });
      await tracker.done('revert');
      const after = (await activeSlot(tracker))?.hash ?? '';
      record.measure('what runs after the reset', after, { expected: before?.hash ?? '' });
    },
  );
}

function badImages(): void {
  hil(
    'an image whose self-test fails is reverted, and the flasher says so',
    { clauses: ['TOM-8', 'TOM-9'], needs: ['smp', 'firmware', 'self-test'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const before = await activeSlot(tracker);
      const release = await station.releases.make({ selfTest: 'fail' });
      const run = await tracker.flasher('flash', release.file, ...release.trust);
      record.measure('exit code', run.exitCode, { expected: 7 });
      expect(run.err, 'what the flasher says').toMatch(/revert/u);
      const after = (await activeSlot(tracker))?.hash ?? '';
      record.measure('what runs after it', after, { expected: before?.hash ?? '' });
    },
  );

  hil(
    'for another board, with too low a counter, wrongly signed, damaged: refused before a byte is sent',
    { clauses: ['TOM-9'], needs: ['smp', 'firmware'] },
    refusedOnTheHost,
  );

  hil(
    'a boot loader that checks signatures does not start what somebody else signed',
    { clauses: ['TOM-9'], needs: ['smp', 'firmware', 'signed-boot'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const before = await activeSlot(tracker);
      const foreign = await station.releases.make({ isForeign: true });
      const run = await tracker.flasher('flash', foreign.file, '--unverified');
      // It was there whole, and the flasher saw that it did not start.
      record.measure('uploads', stepsOf(run).filter(isUpload).length, { min: 1 });
      record.measure('exit code', run.exitCode, { expected: 7 });
      const after = (await activeSlot(tracker))?.hash ?? '';
      record.measure('what runs after it', after, { expected: before?.hash ?? '' });
    },
  );
}

function interruptions(): void {
  hil(
    'an upload that was interrupted is resumed where the board stopped',
    { clauses: ['TOM-8'], needs: ['smp', 'firmware'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const release = await station.releases.make({ sizeBytes: 65_536 });
      const first = await interrupted(tracker, release, 0.4);
      record.measure('exit code', first.exitCode, { expected: 130 });
      const again = await tracker.done('flash', release.file, ...release.trust);
      const from = /resumed at ([\d.]+) (B|kB)/u.exec(again.out);
      expect(from, again.out).not.toBeNull();
      record.measure('resumed at', Number(from?.[1]), { unit: from?.[2] ?? '', min: 1 });
      expect(again.result, 'the upload, resumed').toMatchObject({ standing: 'confirmed' });
    },
  );

  hil(
    'power is cut at chosen and random moments of upload and swap, and a valid image boots each time',
    { clauses: ['TOM-8', 'TOM-9'], needs: ['smp', 'firmware', 'power'], timeoutS: 400 },
    powerCuts,
  );
}

function interrupted(tracker: Tracker, release: Release, share: number): Promise<FlasherRun> {
  const ended = new AbortController();
  return tracker.watched(['flash', release.file, ...release.trust], {
    signal: ended.signal,
    onEvent: (event) => {
      if (event.event === 'progress' && event.doneBytes > share * event.totalBytes) ended.abort();
    },
  });
}
