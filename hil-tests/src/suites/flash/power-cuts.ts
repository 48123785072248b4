import { SeededRandom } from '@feierabend/firmware-sim';
import { expect } from 'vitest';

import type { HilContext } from '../../run/hil-test.ts';
import { monday } from '../../station/calendar.ts';
import type { FlasherRun } from '../../station/flasher-runs.ts';
import type { Release } from '../../station/releases.ts';
import type { Tracker } from '../../station/tracker.ts';
import { activeSlot, slots } from './slots.ts';

const startMs = monday('07:00');

/** Where the power goes: a share of the upload, or the begin of a step and some milliseconds more. */
type Moment = { readonly at: number } | { readonly step: string; readonly afterMs: number };

export async function powerCuts({ station, record }: HilContext): Promise<void> {
  const tracker = await station.tracker({ startMs });
  const random = new SeededRandom(station.order.seed).fork('flash power cuts');
  const dice = (count: number): number => random.nextU32() % count;
  const moments: readonly Moment[] = [
    { at: 0 },
    { at: 0.5 },
    { at: 0.99 },
    { at: dice(100) / 100 },
    { step: 'mark', afterMs: 0 },
    { step: 'boot', afterMs: 0 },
    { step: 'boot', afterMs: dice(400) },
    { step: 'confirm', afterMs: 0 },
  ];
  const first = await activeSlot(tracker);
  const allowed = new Set([first?.hash]);
  for (const [number, moment] of moments.entries()) {
    const words =
      'at' in moment
        ? `at ${Math.round(moment.at * 100)} % of the upload`
        : `${moment.afterMs} ms into ${moment.step}`;
    // oxlint-disable-next-line no-await-in-loop -- one cut after the other
    await record.phase(`cut ${number + 1} ${words}`, async () => {
      const release = await station.releases.make();
      allowed.add(release.hash);
      await cutAt(tracker, release, moment);
      await tracker.power(true);
      const { hash = 'nothing' } = (await activeSlot(tracker)) ?? {};
      const isWhole = allowed.has(hash);
      record.measure('boots an image that was sent whole', isWhole, { expected: true });
      await settle(tracker);
    });
  }
  const last = await station.releases.make();
  const end = await tracker.done('flash', last.file, ...last.trust);
  expect(end.result, 'a last release, without a cut').toMatchObject({ standing: 'confirmed' });
}

/** The cut may have come behind the mark, and then the image is on trial or about to be: the next one needs its slot. */
async function settle(tracker: Tracker): Promise<void> {
  if ((await slots(tracker)).some(({ pending }) => pending)) {
    await tracker.power(false);
    await tracker.power(true);
  }
  const active = await activeSlot(tracker);
  if (active !== undefined && !active.confirmed) await tracker.done('confirm');
}

/** The power goes, and the run is ended: it would wait for an answer until its deadline. */
async function cutAt(tracker: Tracker, release: Release, moment: Moment): Promise<FlasherRun> {
  const ended = new AbortController();
  let cut: Promise<void> | undefined;
  const pull = (): void => {
    cut ??= tracker.power(false).finally(() => ended.abort());
  };
  const run = await tracker.watched(['flash', release.file, ...release.trust], {
    signal: ended.signal,
    onEvent: (event) => {
      if ('at' in moment) {
        const isThere =
          event.event === 'progress' && event.doneBytes >= moment.at * event.totalBytes;
        if (isThere) pull();
      } else if (event.event === 'begin' && event.task.endsWith(`/${moment.step}`)) {
        setTimeout(pull, moment.afterMs);
      }
    },
  });
  await cut;
  expect(cut, `the moment came: ${run.out}${run.err}`).toBeDefined();
  return run;
}
