import { coarsen, precisionLevelOf } from '@feierabend/protocol';
import { expect } from 'vitest';

import { localWindows, isInside } from '@feierabend/firmware-sim/controller/local-windows';
import { LeakSearch } from '@feierabend/firmware-sim/leak/leak-search';
import { buildNeedles, type FedPosition } from '@feierabend/firmware-sim/leak/needles';
import { controlTest, leakSelfTest } from '@feierabend/firmware-sim/leak/self-test';
import { heldCells } from '@feierabend/firmware-sim/leak/held-cells';
import { fixesOutOfPlace } from '@feierabend/firmware-sim/controller/place-check';
import { suiteOf } from '../../run/hil-test.ts';
import { attachDay } from '../../station/attach-day.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive, type DrivenEpoch } from '../../station/drive.ts';
import { fedPositions, fixesIn } from '../../station/fixes.ts';
import { sourceOf } from '../policy/windows.ts';
import { canaryOfMinute } from './minute.ts';

const hil = suiteOf('canary');
const precisionM = 10;

export function canary(): void {
  canaryOfMinute();
  hil(
    'no position of a private hour leaves on any channel, and the search would have found it',
    {
      clauses: ['TOM-6', 'TOM-5', 'TOM-10', 'AVV-4', 'AVV-6.8'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'rig', 'power'],
    },
    async ({ station, record }) => {
      const fromMs = monday('07:57');
      const yaml = benchPolicy({
        recipient: station.kit.recipient,
        week: { mon: '08:00-08:06, 08:09-08:14' },
        precision: `${precisionM} m`,
        more: ['privateSwitch: yes'],
      });
      const tracker = await station.tracker({ startMs: fromMs, policy: yaml });
      let nowMs = fromMs;
      const epochs: DrivenEpoch[] = [];
      /** Every place is another one: the drive goes on where it was. */
      const driveTo = async (time: string) => {
        const from = epochs.at(-1)?.position;
        const part = drive({ fromMs: nowMs, untilMs: monday(time), ...(from && { from }) });
        nowMs = monday(time);
        epochs.push(...part);
        await tracker.feed(part);
      };
      await driveTo('08:03');
      await tracker.privateSwitch(true);
      const [onS, offS] = [nowMs / 1000, monday('08:05') / 1000];
      await driveTo('08:05');
      await tracker.privateSwitch(false);
      await driveTo('08:08');
      // What a boot writes down, and what the management line is asked for, is looked through as well.
      await tracker.power(false);
      await tracker.power(true);
      await driveTo('08:17');
      await tracker.done('info');
      await tracker.done('audit');
      await tracker.liveTo(nowMs + 3_600_000);
      const received = await tracker.received();

      const policy = sourceOf(yaml);
      const windows = localWindows(policy, fromMs / 1000, nowMs / 1000 + 3600);
      const isPrivate = (atS: number) =>
        !isInside(windows, Math.floor(atS)) || (atS > onS && atS <= offS);
      const fed = fedPositions(epochs);
      const cell = ({ atS, latitudeE7, longitudeE7 }: FedPosition) =>
        coarsen({ timeS: Math.floor(atS), latitudeE7, longitudeE7 }, precisionM).fix;
      const needles = buildNeedles({
        fed,
        isPrivate,
        coarsen: cell,
        captured: fed
          .filter(({ atS }) => !isPrivate(atS))
          .flatMap((position) => heldCells(position, precisionM)),
      });
      const search = new LeakSearch(needles);
      for (const tap of tracker.taps) search.push(tap);
      search.pushRecords(received.records);
      const { channels } = search.finish();
      record.measure('private places', needles.count, { min: 300 });
      for (const { name, bytes, hits } of channels) {
        record.measure(`${name}: searched`, bytes, {
          unit: name === 'decoded' ? 'records' : 'B',
          min: 1,
        });
        record.measure(`${name}: leaks`, hits, { expected: 0 });
      }
      expect(channels.map(({ name }) => name)).toEqual([
        'serial',
        'mqtt',
        'flash',
        'journal',
        'log',
        'decoded',
      ]);
      const seed = station.order.seed;
      const planted = leakSelfTest(needles, tracker.taps, { seed });
      record.measure('planted', planted.length, { min: 80 });
      record.measure('planted and found', planted.filter(({ found }) => found).length, {
        expected: planted.length,
      });
      const control = controlTest(needles, tracker.taps, { seed });
      record.measure('places of work planted', control.planted, { min: 80 });
      record.measure('of them called a leak', control.reported, { expected: 0 });

      const fixes = fixesIn(received.records);
      record.measure('fixes of work', fixes.length, { min: 30 });
      const { timeStepS } = precisionLevelOf(precisionM);
      const open = fed.filter(({ atS }) => !isPrivate(atS));
      const astray = fixesOutOfPlace(fixes, open, { precisionM, timeStepS });
      record.measure('fixes that no hour of work explains', astray.length, { expected: 0 });
      const { device } = await tracker.identity();
      attachDay(record, {
        name: 'private hours',
        device,
        policy,
        received,
        fromMs,
        untilMs: nowMs,
      });
    },
  );
}
