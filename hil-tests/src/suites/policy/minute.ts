import { fixesOutOfPlace } from '@feierabend/firmware-sim/controller/place-check';
import { isInside } from '@feierabend/firmware-sim/controller/local-windows';
import { suiteOf } from '../../run/hil-test.ts';
import { attachTiming } from '../../station/attach-day.ts';
import { edgeErrors, fedPositions, fixesIn } from '../../station/fixes.ts';
import { minuteBeginsMs, minuteOfWork } from '../../station/minute-of-work.ts';
import { stopAndGo } from './detail.ts';

const hil = suiteOf('policy');
const needs = ['tracker', 'gnss-input', 'modem'] as const;
/** Of place and time, and what kind of record it is. */
const placeFields: ReadonlySet<string> = new Set(['kind', 'timeS', 'latitudeE5', 'longitudeE5']);
/** A real minute, what comes before and behind it, and the way to the controller. */
const timeoutS = 300;

/** What a policy allows, in a minute: on a board as well, whose seconds are real. */
export function minute(): void {
  hil(
    'a window of one minute opens and closes in its second, also where seconds are real',
    { clauses: ['TOM-5', 'TOM-13'], needs, timeoutS },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: station.beginMs(minuteBeginsMs) });
      const { window, records } = await minuteOfWork(station, tracker);
      const fixes = fixesIn(records);
      const { opening, closing } = edgeErrors(fixes, [window]);
      const limits = { unit: 's', min: -1, max: 1 };
      record.measure('first fix after the opening', opening[0] ?? '', { ...limits, min: 0 });
      record.measure('last fix before the end', closing[0] ?? '', { ...limits, max: 0 });
      const outside = fixes.filter(({ timeS }) => !isInside([window], timeS));
      record.measure('fixes outside of the window', outside.length, { expected: 0 });
      record.measure('fixes', fixes.length, { min: 55, max: 60 });
      attachTiming(record, {
        title: 'Edges of a minute, seconds too late',
        ...limits,
        samples: [...opening, ...closing].filter((error) => typeof error === 'number'),
      });
    },
  );

  hil(
    'in a minute of stop-and-go no two positions are closer than the floor, and each is coarse',
    { clauses: ['TOM-5', 'TOM-13'], needs, timeoutS },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: station.beginMs(minuteBeginsMs) });
      const precisionM = 10;
      const policy = {
        moving: '10 s',
        parked: '10 s',
        floor: '10 s',
        precision: `${precisionM} m`,
        fields: [],
      };
      const { records, window, epochs } = await minuteOfWork(station, tracker, {
        policy,
        way: ({ fromMs, untilMs }) => stopAndGo(fromMs, untilMs),
      });
      const fixes = fixesIn(records);
      const gaps = fixes.slice(1).map(({ timeS }, index) => timeS - (fixes[index]?.timeS ?? 0));
      record.measure('fixes', fixes.length, { min: 4, max: 6 });
      record.measure('shortest interval', Math.min(...gaps), { unit: 's', min: 10 });
      const named = new Set(fixes.flatMap((fix) => Object.keys(fix)));
      const more = [...named].filter((field) => !placeFields.has(field));
      record.measure('what fixes have beside place and time', more.join(' ') || 'nothing', {
        expected: 'nothing',
      });
      const open = fedPositions(epochs).filter(({ atS }) => isInside([window], atS));
      const astray = fixesOutOfPlace(fixes, open, { precisionM, timeStepS: 1 });
      record.measure('fixes that are not where the receiver was', astray.length, { expected: 0 });
    },
  );

  hil(
    'the private switch ends capture within a minute of work, and the light tells it where it is seen',
    {
      clauses: ['AVV-4', 'TOM-5'],
      needs: [...needs, 'rig', 'indicator'],
      timeoutS,
    },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: station.beginMs(minuteBeginsMs) });
      const lights: string[] = [];
      const look = async (): Promise<void> => void lights.push(await tracker.indicator());
      let [onS, offS] = [0, 0];
      const { records, window } = await minuteOfWork(station, tracker, {
        policy: { more: ['privateSwitch: yes'] },
        acts: [
          [-5, look],
          [10, look],
          [
            20,
            async () => {
              await tracker.privateSwitch(true);
              onS = tracker.nowMs() / 1000;
            },
          ],
          [30, look],
          [
            45,
            async () => {
              offS = tracker.nowMs() / 1000;
              await tracker.privateSwitch(false);
            },
          ],
          [55, look],
        ],
      });
      record.measure('light before, at work, in private and at work again', lights.join(' '), {
        expected: 'off on off on',
      });
      const times = fixesIn(records).map(({ timeS }) => timeS);
      const inside = times.filter((timeS) => isInside([window], timeS));
      record.measure('fixes before the switch', inside.filter((timeS) => timeS <= onS).length, {
        min: 10,
      });
      const hidden = times.filter((timeS) => timeS > Math.ceil(onS) && timeS <= Math.floor(offS));
      record.measure('fixes while it was on', hidden.length, { expected: 0 });
      record.measure('seconds it was on', Math.round(offS - onS), { unit: 's', min: 5 });
      record.measure('fixes after it', inside.filter((timeS) => timeS > offS).length, { min: 3 });
    },
  );
}
