import { distanceM, precisionLevelOf, type FixRecord } from '@feierabend/protocol';
import { expect } from 'vitest';

import { gridCentre } from '@feierabend/firmware-sim/controller/grid';
import { fixesOutOfPlace } from '@feierabend/firmware-sim/controller/place-check';
import { suiteOf } from '../../run/hil-test.ts';
import { attachTiming } from '../../station/attach-day.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fedPositions, fixesIn } from '../../station/fixes.ts';

const hil = suiteOf('policy');
const needs = ['tracker', 'gnss-input', 'modem', 'time'] as const;

interface Level extends Pick<FixRecord, 'altitudeM' | 'speedKmh' | 'courseDeg'> {
  readonly precision: string;
  readonly precisionM: number;
  readonly stepS: number;
}

/** What stands in the table of docs/protocol/report.md, and is not asked of the code that made it. */
const levels: readonly Level[] = [
  { precision: '1 m', precisionM: 1, stepS: 1, altitudeM: 488, speedKmh: 54, courseDeg: 77 },
  { precision: '10 m', precisionM: 10, stepS: 1, altitudeM: 490, speedKmh: 54, courseDeg: 80 },
  { precision: '100 m', precisionM: 100, stepS: 10, speedKmh: 50, courseDeg: 90 },
  { precision: '1 km', precisionM: 1000, stepS: 60 },
];

/** What a policy can have beside place and time, as people call it. */
const details = [
  ['altitudes', 'altitudeM', 'm'],
  ['speeds', 'speedKmh', 'km/h'],
  ['courses', 'courseDeg', '°'],
] as const;

const motion = { altitudeM: 487.6, speedKmh: 53.7, courseDeg: 77 };
/** How far a fix is from the centre of its cell. */
function offCentreM(fix: FixRecord, precisionM: number): number {
  const e7 = ({ latitudeE5, longitudeE5 }: ReturnType<typeof gridCentre>) => ({
    latitudeE7: Math.round(latitudeE5 * 100),
    longitudeE7: Math.round(longitudeE5 * 100),
  });
  return distanceM(e7(fix), e7(gridCentre(fix, precisionM)));
}

const parked = { eastE7PerS: 0, motion: { speedKmh: 0 } };
/** Shorter than a floor: in every state that begins before it has passed, only the floor holds a fix back. */
const startsEveryMs = 3000;

/** Now it drives, now it stands: each change is a reason for a fix. */
export function stopAndGo(fromMs: number, untilMs: number) {
  const epochs = [];
  for (let atMs = fromMs; atMs < untilMs; atMs += 2 * startsEveryMs) {
    const goMs = atMs + startsEveryMs;
    epochs.push(...drive({ fromMs: atMs, untilMs: goMs, ...parked }));
    epochs.push(...drive({ fromMs: goMs, untilMs: goMs + startsEveryMs }));
  }
  return epochs;
}

function gapsS(fixes: readonly FixRecord[]): number[] {
  return fixes.slice(1).map(({ timeS }, index) => timeS - (fixes[index]?.timeS ?? 0));
}

export function detail(): void {
  hil(
    'no two positions are closer than the policy allows, moving or parked',
    { clauses: ['TOM-5', 'TOM-13'], needs },
    async ({ station, record }) => {
      const fromMs = monday('08:30');
      const jamMs = fromMs + 600_000;
      const [stopMs, untilMs] = [jamMs + 240_000, jamMs + 840_000];
      const policy = benchPolicy({
        recipient: station.kit.recipient,
        moving: '15 s',
        parked: '90 s',
        floor: '10 s',
      });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await tracker.feed(drive({ fromMs, untilMs: jamMs }));
      await tracker.feed(stopAndGo(jamMs, stopMs));
      await tracker.feed(drive({ fromMs: stopMs, untilMs, ...parked }));
      await tracker.liveTo(untilMs + 1_200_000);
      const fixes = fixesIn((await tracker.received()).records);
      const moving = gapsS(fixes.filter(({ timeS }) => timeS <= jamMs / 1000));
      const jammed = gapsS(
        fixes.filter(({ timeS }) => timeS > jamMs / 1000 && timeS <= stopMs / 1000),
      );
      const standing = gapsS(fixes.filter(({ timeS }) => timeS > stopMs / 1000));
      const all = gapsS(fixes);
      record.measure('shortest interval', Math.min(...all), { unit: 's', min: 10 });
      record.measure('shortest interval moving', Math.min(...moving), { unit: 's', min: 15 });
      record.measure('longest interval moving', Math.max(...moving), { unit: 's', max: 16 });
      record.measure('shortest interval in stop-and-go', Math.min(...jammed), {
        unit: 's',
        min: 10,
        max: 12,
      });
      record.measure('shortest interval parked', Math.min(...standing), { unit: 's', min: 90 });
      record.measure('fixes', fixes.length, { min: 60, max: 72 });
      attachTiming(record, {
        title: 'Seconds between two fixes, moving',
        unit: 's',
        min: 15,
        samples: moving,
      });
    },
  );

  hil(
    'place, time, height, speed and course are as coarse as the policy says, all of them',
    { clauses: ['TOM-5', 'TOM-13'], needs },
    async ({ station, record }) => {
      const { recipient } = station.kit;
      let fromMs = monday('08:30');
      const tracker = await station.tracker({ startMs: fromMs });
      let seen = 0;
      /** What comes while a policy holds. */
      const under = async (policy: Parameters<typeof benchPolicy>[0]) => {
        await station.applyPolicy(tracker, benchPolicy(policy));
        const epochs = drive({ fromMs, untilMs: fromMs + 150_000, motion });
        await tracker.feed(epochs);
        fromMs += 150_000;
        // Another policy closes the batch of the one before; so does a quarter of an hour.
        fromMs += 1_000_000;
        await tracker.liveTo(fromMs);
        const fixes = fixesIn((await tracker.received()).records);
        const own = fixes.slice(seen);
        seen = fixes.length;
        return { own, fed: fedPositions(epochs) };
      };
      for (const level of levels) {
        const { precision, precisionM, stepS } = level;
        await record.phase(precision, async () => {
          const fields = ['altitude', 'speed', 'course'];
          const { own, fed } = await under({ recipient, ...everySecond, precision, fields });
          expect(own.length).toBeGreaterThan(100);
          if (precisionM > 1) {
            const off = own.map((fix) => offCentreM(fix, precisionM));
            record.measure('farthest from the centre of a cell', round(Math.max(...off)), {
              unit: 'm',
              max: 1,
            });
            const cells = new Set(own.map((fix) => `${fix.latitudeE5} ${fix.longitudeE5}`));
            const drivenM = 150 * 900 * 0.0111 * Math.cos((48.31 * Math.PI) / 180);
            record.measure('different cells', cells.size, { max: drivenM / precisionM + 2 });
          }
          const astray = fixesOutOfPlace(own, fed, { precisionM, timeStepS: stepS });
          record.measure('fixes that are not where the receiver was', astray.length, {
            expected: 0,
          });
          // A time that is rounded down never falls before the policy: then it is the first second of it.
          const beginS = own[0]?.timeS;
          const times = own.filter(({ timeS }) => timeS !== beginS && timeS % stepS !== 0);
          record.measure(`times that are finer than ${stepS} s`, times.length, { expected: 0 });
          for (const [name, field, unit] of details) {
            const values = [...new Set(own.map((fix) => fix[field] ?? 'none'))].join(' ');
            const { [field]: one } = level;
            record.measure(
              name,
              values,
              one === undefined ? { expected: 'none' } : { expected: `${one}`, unit },
            );
          }
        });
      }
      await record.phase('no field named', async () => {
        const { own } = await under({ recipient, ...everySecond, fields: [] });
        const named = new Set(own.flatMap((fix) => Object.keys(fix)));
        expect([...named].toSorted()).toEqual(['kind', 'latitudeE5', 'longitudeE5', 'timeS']);
      });
      expect(levels.map(({ precisionM }) => precisionLevelOf(precisionM).timeStepS)).toEqual(
        levels.map(({ stepS }) => stepS),
      );
    },
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
