import { readFile, writeFile } from 'node:fs/promises';

import { SeededRandom } from '@feierabend/firmware-sim';
import { expect } from 'vitest';

import { suiteOf, type HilContext } from '../run/hil-test.ts';
import { monday } from '../station/calendar.ts';
import type { FlasherRun } from '../station/flasher-runs.ts';
import type { Release } from '../station/releases.ts';
import type { Tracker } from '../station/tracker.ts';

const hil = suiteOf('flash');
const otherBoard = '00000000-0000-4000-8000-000000000001';
const startMs = monday('07:00');

interface SlotFacts {
  readonly hash: string | null;
  readonly active: boolean;
  readonly confirmed: boolean;
  readonly version: string;
}

/** How firmware gets onto a board, and how it does not. */
export function flash(): void {
  hil(
    'a good image boots on trial, proves itself and is confirmed; once more there is nothing to do',
    { clauses: ['TOM-9'], needs: ['smp', 'firmware'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const release = await station.releases.make();
      await record.phase('flash', async () => {
        const run = await tracker.done('flash', release.file, ...release.trust);
        expect(run.result).toMatchObject({ standing: 'confirmed', version: release.version });
        const upload = run.result['upload'] as { bytesPerS: number; linkPercent: number };
        record.measure('upload', Math.round(upload.bytesPerS), { unit: 'B/s', min: 100 });
        expect(stepsOf(run)).toEqual(expect.arrayContaining(['flash/upload', 'flash/confirm']));
      });
      await record.phase('what runs', async () => {
        const active = await activeSlot(tracker);
        expect(active).toMatchObject({ confirmed: true });
        station.digest('firmware under test', active?.hash ?? '');
      });
      await record.phase('once more', async () => {
        const again = await tracker.done('flash', release.file, ...release.trust);
        expect(again.events.at(-1)).toMatchObject({ outcome: 'skipped' });
        record.measure('uploads', stepsOf(again).filter(isUpload).length, { expected: 0 });
      });
    },
  );

  hil(
    'an image left on trial is reverted by the next reset',
    { clauses: ['TOM-8', 'TOM-9'], needs: ['smp', 'firmware'] },
    async ({ station }) => {
      const tracker = await station.tracker({ startMs });
      const before = await activeSlot(tracker);
      const release = await station.releases.make();
      const trial = await tracker.done('flash', release.file, ...release.trust, '--no-confirm');
      expect(trial.result).toMatchObject({ standing: 'on-trial' });
      expect(await activeSlot(tracker)).toMatchObject({ confirmed: false });
      await tracker.done('revert');
      expect((await activeSlot(tracker))?.hash).toBe(before?.hash);
    },
  );

  hil(
    'an image whose self-test fails is reverted, and the flasher says so',
    { clauses: ['TOM-8', 'TOM-9'], needs: ['smp', 'firmware', 'self-test'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs });
      const before = await activeSlot(tracker);
      const release = await station.releases.make({ selfTest: 'fail' });
      const run = await tracker.flasher('flash', release.file, ...release.trust);
      record.measure('exit code', run.exitCode, { expected: 7 });
      expect(run.err).toMatch(/revert/u);
      expect((await activeSlot(tracker))?.hash).toBe(before?.hash);
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
    async ({ station }) => {
      const tracker = await station.tracker({ startMs });
      const before = await activeSlot(tracker);
      const foreign = await station.releases.make({ isForeign: true });
      const run = await tracker.flasher('flash', foreign.file, '--unverified');
      expect(run.exitCode).not.toBe(0);
      expect((await activeSlot(tracker))?.hash).toBe(before?.hash);
    },
  );

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
      expect(again.result).toMatchObject({ standing: 'confirmed' });
    },
  );

  hil(
    'power is cut at chosen and random moments of upload and swap, and a valid image boots each time',
    { clauses: ['TOM-8', 'TOM-9'], needs: ['smp', 'firmware', 'power'], timeoutS: 400 },
    powerCuts,
  );
}

async function refusedOnTheHost({ station, record }: HilContext): Promise<void> {
  const { releases } = station;
  const tracker = await station.tracker({ startMs });
  const before = await slots(tracker);
  const good = await releases.make();
  const bytes = await readFile(good.file);
  const put = async (name: string, change: (copy: Buffer) => Uint8Array): Promise<string> => {
    const path = `${good.file}.${name}`;
    await writeFile(path, change(Buffer.from(bytes)));
    return path;
  };
  const cases: readonly (readonly [name: string, ...argv: string[]])[] = [
    ['another board', good.file, ...good.trust, '--board', otherBoard],
    ['too low a counter', good.file, ...good.trust, '--counter-min', '4294967295'],
    ['signed by nobody trusted', good.file, '--trust', await releases.foreignTrust()],
    ['one bit of its body', await put('bit', (copy) => flip(copy, 600)), ...good.trust],
    ['cut off', await put('cut', (copy) => copy.subarray(0, copy.length / 2)), ...good.trust],
    ['empty', await put('empty', () => new Uint8Array()), ...good.trust],
    ['no image', await put('text', () => Buffer.from('not firmware')), ...good.trust],
    ['another magic', await put('magic', (copy) => flip(copy, 0)), ...good.trust],
  ];
  const known = station.releases.board === undefined ? cases.slice(1) : cases;
  for (const [name, ...argv] of known) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const run = await tracker.flasher('flash', ...argv);
    record.measure(`${name}: exit code`, run.exitCode, { expected: 3 });
    record.measure(`${name}: steps with the device`, stepsOf(run).filter(isOnTheWire).length, {
      expected: 0,
    });
  }
  expect(await slots(tracker)).toEqual(before);
}

/** Where the power goes: a share of the upload, or the begin of a step and some milliseconds more. */
type Moment =
  | { readonly at: number }
  | { readonly step: string; readonly afterMs: number };

async function powerCuts({ station, record }: HilContext): Promise<void> {
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
  let boots = 0;
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
      const active = await activeSlot(tracker);
      expect(allowed).toContain(active?.hash);
      boots += 1;
    });
  }
  record.measure('cuts', moments.length, { min: 7 });
  record.measure('boots of a valid image', boots, { expected: moments.length });
  const last = await station.releases.make();
  const end = await tracker.done('flash', last.file, ...last.trust);
  expect(end.result).toMatchObject({ standing: 'confirmed' });
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

function interrupted(tracker: Tracker, release: Release, share: number): Promise<FlasherRun> {
  const ended = new AbortController();
  return tracker.watched(['flash', release.file, ...release.trust], {
    signal: ended.signal,
    onEvent: (event) => {
      if (event.event === 'progress' && event.doneBytes > share * event.totalBytes) ended.abort();
    },
  });
}

async function slots(tracker: Tracker): Promise<readonly SlotFacts[]> {
  const { result } = await tracker.done('info');
  return result['images'] as readonly SlotFacts[];
}

async function activeSlot(tracker: Tracker): Promise<SlotFacts | undefined> {
  return (await slots(tracker)).find(({ active }) => active);
}

function stepsOf({ events }: FlasherRun): readonly string[] {
  return events.flatMap((event) => (event.event === 'begin' ? [event.task] : []));
}

const isUpload = (task: string): boolean => task.endsWith('/upload');
/** Everything behind the check of the file asks the device. */
const isOnTheWire = (task: string): boolean => task.includes('/') && !task.endsWith('/check');

function flip(copy: Buffer, at: number): Buffer {
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
