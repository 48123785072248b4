import { buildNeedles, type FedPosition } from '@feierabend/firmware-sim/leak/needles';
import { heldCells } from '@feierabend/firmware-sim/leak/held-cells';
import { isInside } from '@feierabend/firmware-sim/controller/local-windows';
import { LeakSearch } from '@feierabend/firmware-sim/leak/leak-search';
import { leakSelfTest } from '@feierabend/firmware-sim/leak/self-test';
import type { TapChannel, TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import { coarsen } from '@feierabend/protocol';

import { suiteOf } from '../../run/hil-test.ts';
import { audited } from '../../station/audit-files.ts';
import { drive } from '../../station/drive.ts';
import { fedPositions, fixesIn } from '../../station/fixes.ts';
import { minuteBeginsMs, minuteOfWork } from '../../station/minute-of-work.ts';

const hil = suiteOf('canary');
/** What can be heard without opening the device. */
const channels = ['serial', 'mqtt', 'journal'] as const satisfies readonly TapChannel[];
const precisionM = 1;
/** Of this test alone: no other one has been here. */
const start = { latitudeE7: 491_712_345, longitudeE7: 121_312_345 };

/** The search for private places on a board, of which only what leaves it can be heard. */
export function canaryOfMinute(): void {
  hil(
    'no private place around a minute of work is in what the line, the broker and the journal tell',
    {
      clauses: ['TOM-6', 'TOM-5'],
      needs: ['tracker', 'gnss-input', 'modem'],
      timeoutS: 300,
    },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: station.beginMs(minuteBeginsMs) });
      const { records, window, epochs, messagesBefore } = await minuteOfWork(station, tracker, {
        way: (span, from = start) => drive({ ...span, from }),
      });
      const atMs = tracker.nowMs();
      const taps: TapRecord[] = tracker.messages
        .slice(messagesBefore)
        .map(({ payload }) => ({ channel: 'mqtt', atMs, bytes: payload }));
      for (const command of [['info'], ['audit'], ['policy', 'show'], ['policy', 'history']]) {
        // oxlint-disable-next-line no-await-in-loop -- one question after the other
        const { out, err } = await tracker.done(...command);
        taps.push({ channel: 'serial', atMs, bytes: new TextEncoder().encode(out + err) });
      }
      taps.push({
        channel: 'journal',
        atMs,
        bytes: (await audited(station, record, tracker)).bytes,
      });

      const fed = fedPositions(epochs);
      const isPrivate = (atS: number): boolean => !isInside([window], Math.floor(atS));
      const coarse = ({ atS, latitudeE7, longitudeE7 }: FedPosition) =>
        coarsen({ timeS: Math.floor(atS), latitudeE7, longitudeE7 }, precisionM).fix;
      const captured = fed
        .filter(({ atS }) => !isPrivate(atS))
        .flatMap((position) => heldCells(position, precisionM));
      const needles = buildNeedles({ fed, isPrivate, coarsen: coarse, captured });
      const search = new LeakSearch(needles);
      for (const tap of taps) search.push(tap);
      search.pushRecords(records);
      record.measure('private places', needles.count, { min: 40 });
      const found = search.finish().channels;
      for (const name of [...channels, 'decoded']) {
        const { bytes = 0, hits = 0 } = found.find((one) => one.name === name) ?? {};
        record.measure(`${name}: searched`, bytes, { min: 1 });
        record.measure(`${name}: leaks`, hits, { expected: 0 });
      }
      const how = { seed: station.order.seed, channels };
      const planted = leakSelfTest(needles, taps, how);
      record.measure('planted', planted.length, { min: 40 });
      record.measure('planted and found', planted.filter((one) => one.found).length, {
        expected: planted.length,
      });
      record.measure('fixes of work', fixesIn(records).length, { min: 55 });
    },
  );
}
