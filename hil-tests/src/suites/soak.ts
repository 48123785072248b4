import { readFileSync } from 'node:fs';

import { SeededRandom } from '@feierabend/firmware-sim';
import { isInside, localWindows } from '@feierabend/firmware-sim/controller/local-windows';
import { expect } from 'vitest';

import { gateDoubts } from '../checks/gate-doubts.ts';
import { checkJournal } from '../checks/journal-check.ts';
import { suiteOf, type HilContext } from '../run/hil-test.ts';
import { benchPolicy } from '../station/bench-policy.ts';
import { monday } from '../station/calendar.ts';
import { drive, type DrivenEpoch } from '../station/drive.ts';
import { fixesIn } from '../station/fixes.ts';
import type { Tracker } from '../station/tracker.ts';
import { signKeyOf } from '../station/tracker-identity.ts';
import { sourceOf } from '../suites/policy/windows.ts';

const hil = suiteOf('soak');
const more = ['privateSwitch: yes'];
const stepMs = 1_800_000;
const minuteMs = 60_000;
const mebibyte = 1_048_576;
/** Parts of a life that are told as they end, so that a run that is killed leaves what it had. */
const partsMax = 24;
/** A node of this size has room for more than a tracker; what grows for ever passes it. */
const growthMaxMib = 96;

/** A long life, with what happens to a tracker in the field; `--hours` says how long. */
export function soak(): void {
  hil(
    'lives on: nothing leaks, nothing is lost, the journal holds, memory and flash stay in bounds',
    {
      clauses: ['TOM-8', 'TOM-5', 'TOM-6', 'TOM-9'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'power', 'faults'],
      timeoutS: 86_400,
    },
    live,
  );
}

/** What a life leaves to be judged. */
interface Life {
  readonly tracker: Tracker;
  readonly random: SeededRandom;
  /** While the private switch was on, in seconds. */
  readonly private: { readonly fromS: number; untilS: number }[];
  readonly fed: DrivenEpoch[];
  place: { latitudeE7: number; longitudeE7: number };
  readonly acts: Map<string, number>;
}

async function live(context: HilContext): Promise<void> {
  const { station, record, signal } = context;
  const fromMs = monday('07:30');
  const yaml = benchPolicy({ recipient: station.kit.recipient, more });
  const tracker = await station.tracker({ startMs: fromMs, policy: yaml });
  const life: Life = {
    tracker,
    random: new SeededRandom(station.order.seed).fork('soak'),
    private: [],
    fed: [],
    place: { latitudeE7: 483_100_000, longitudeE7: 108_100_000 },
    acts: new Map(),
  };
  const memoryBytes = rssOf(tracker);
  const untilMs = fromMs + station.order.soakHours * 3_600_000;
  const partMs = stepMs * Math.max(8, Math.ceil((untilMs - fromMs) / stepMs / partsMax));
  for (let partFromMs = fromMs; partFromMs < untilMs; partFromMs += partMs) {
    const partUntilMs = Math.min(untilMs, partFromMs + partMs);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await record.phase(`until hour ${(partUntilMs - fromMs) / 3_600_000}`, async () => {
      for (let atMs = partFromMs; atMs < partUntilMs; atMs += stepMs) {
        signal.throwIfAborted();
        // oxlint-disable-next-line no-await-in-loop -- one half hour after the other
        await step(context, life, atMs + stepMs);
        // oxlint-disable-next-line no-await-in-loop -- see above
        await judge(context, life, yaml);
      }
      const { records, lost } = await tracker.received();
      record.measure('records so far', records.length);
      record.measure('batches lost so far', lost);
    });
  }
  // What waits comes with the next heartbeat.
  await tracker.liveTo(untilMs + 2 * 3_600_000);
  await judge(context, life, yaml);
  const { lost, batches, records, duplicates } = await tracker.received();
  record.measure('half hours', (untilMs - fromMs) / stepMs, { min: 1 });
  for (const [act, times] of life.acts) record.measure(`times: ${act}`, times);
  record.measure('records', records.length, { min: 1 });
  record.measure('batches', batches, { min: 1 });
  record.measure('batches lost', lost, { expected: 0 });
  record.measure('frames that came twice', duplicates);
  measureWear(context, life, memoryBytes);
}

const acts = [
  'drive',
  'drive',
  'park',
  'private',
  'power cut',
  'broker outage',
  'new policy',
  'silence',
] as const;

/** Half an hour of a life. */
async function step({ station }: HilContext, life: Life, untilMs: number): Promise<void> {
  const { tracker, random } = life;
  const act = acts[random.nextU32() % acts.length] ?? 'drive';
  life.acts.set(act, (life.acts.get(act) ?? 0) + 1);
  const minutes = 2 + (random.nextU32() % 4);
  switch (act) {
    case 'park':
      await feed(life, minutes, 0);
      break;
    case 'private': {
      await tracker.privateSwitch(true);
      const span = { fromS: Math.floor(tracker.nowMs() / 1000), untilS: Infinity };
      life.private.push(span);
      await feed(life, minutes, 900);
      span.untilS = Math.floor(tracker.nowMs() / 1000);
      await tracker.privateSwitch(false);
      break;
    }
    case 'power cut':
      await feed(life, 1, 900);
      await tracker.power(false);
      await tracker.power(true);
      await feed(life, minutes, 900);
      break;
    case 'broker outage': {
      const { wire } = station.broker;
      await wire?.down();
      try {
        await feed(life, minutes, 900);
      } finally {
        await wire?.up();
      }
      break;
    }
    case 'new policy': {
      const moving = `${10 * (1 + (random.nextU32() % 6))} s`;
      const { recipient } = station.kit;
      await station.applyPolicy(
        tracker,
        benchPolicy({ recipient, moving, more }),
        'a new interval',
      );
      await feed(life, minutes, 900);
      break;
    }
    case 'silence':
      break;
    default:
      await feed(life, minutes, 900);
  }
  await tracker.liveTo(untilMs);
}

async function feed(life: Life, minutes: number, eastE7PerS: number): Promise<void> {
  const fromMs = life.tracker.nowMs();
  const epochs = drive({
    fromMs,
    untilMs: fromMs + minutes * minuteMs,
    from: life.place,
    eastE7PerS,
  });
  life.fed.push(...epochs);
  life.place = epochs.at(-1)?.position ?? life.place;
  await life.tracker.feed(epochs);
}

/** What has to hold at every moment of a life. */
async function judge({ station }: HilContext, life: Life, yaml: string): Promise<void> {
  const { tracker } = life;
  const [first, nowS] = [monday('00:00') / 1000, Math.ceil(tracker.nowMs() / 1000)];
  const windows = localWindows(sourceOf(yaml), first, nowS + 3600);
  const { records, faults, journalPages } = await tracker.received();
  expect(faults, 'reports that do not open').toEqual([]);
  const outside = fixesIn(records).filter(
    ({ timeS }) =>
      !isInside(windows, timeS) ||
      life.private.some(({ fromS, untilS }) => timeS > fromS + 1 && timeS < untilS),
  );
  expect(outside, `seed ${station.order.seed}: fixes that nobody may have`).toEqual([]);
  if (journalPages.length === 0) return;
  const { tenant, device } = tracker;
  const signKey = signKeyOf(await tracker.identity());
  const checked = checkJournal(journalPages, { tenant, device, signKey });
  expect(checked, 'the journal').toMatchObject({ ok: true });
  if (checked.ok) expect(gateDoubts(checked.value.entries), 'doubts about the gate').toEqual([]);
}

function measureWear({ station, record }: HilContext, life: Life, before: number): void {
  const flash = life.tracker.taps.filter(({ channel }) => channel === 'flash');
  const bytes = flash.reduce((sum, tap) => sum + tap.bytes.length, 0);
  const perHour = Math.round(bytes / station.order.soakHours);
  record.measure('flash programmed', perHour, { unit: 'B/h', min: 1, max: 262_144 });
  const grownMib = Math.round((rssOf(life.tracker) - before) / mebibyte);
  record.measure('memory grown', grownMib, { unit: 'MiB', max: growthMaxMib });
}

/** Resident memory of the tracker's process, proc_pid_status(5). */
function rssOf({ pid }: Tracker): number {
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1] ?? Number.NaN) * 1024;
}
