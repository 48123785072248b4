import { isInside } from '@feierabend/firmware-sim/controller/local-windows';
import type { WindowSpan } from '../../report/ribbon.ts';
import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { edgeErrors, fixesIn } from '../../station/fixes.ts';
import { around } from './windows.ts';

const hil = suiteOf('policy');

const span = (from: string, until: string): WindowSpan => ({
  fromS: Date.parse(from) / 1000,
  untilS: Date.parse(until) / 1000,
});

/** Worked out by hand from the clock of the town hall: Europe/Berlin changes at 01:00 UTC. */
const nights = [
  {
    name: 'in the night that skips an hour, a window in it never opens',
    sunday: '01:30-01:45, 02:15-02:45, 03:00-03:10',
    open: [
      span('2027-03-28T00:30:00Z', '2027-03-28T00:45:00Z'),
      span('2027-03-28T01:00:00Z', '2027-03-28T01:10:00Z'),
    ],
    asked: ['2027-03-28T01:15:00Z', '2027-03-28T01:45:00Z', '2027-03-28T02:00:00Z'],
  },
  {
    name: 'in the night that has an hour twice, a window in it opens twice',
    sunday: '01:30-01:45, 02:15-02:45, 03:00-03:10',
    open: [
      span('2027-10-30T23:30:00Z', '2027-10-30T23:45:00Z'),
      span('2027-10-31T00:15:00Z', '2027-10-31T00:45:00Z'),
      span('2027-10-31T01:15:00Z', '2027-10-31T01:45:00Z'),
      span('2027-10-31T02:00:00Z', '2027-10-31T02:10:00Z'),
    ],
    asked: ['2027-10-31T01:00:00Z'],
  },
] as const;

export function clockChanges(): void {
  for (const { name, sunday, open, asked } of nights) {
    hil(
      name,
      { clauses: ['TOM-5'], needs: ['tracker', 'gnss-input', 'modem', 'time'] },
      async ({ station, record }) => {
        const policy = benchPolicy({
          recipient: station.kit.recipient,
          ...everySecond,
          valid: { from: '2027-03-01', until: '2028-02-28', review: '2027-09-01' },
          week: { sun: sunday },
          holidays: ['2027-12-25'],
        });
        const edges = [
          ...open.flatMap(({ fromS, untilS }) => [fromS * 1000, untilS * 1000]),
          ...asked.map((instant) => Date.parse(instant)),
        ].toSorted((a, b) => a - b);
        const tracker = await station.tracker({ startMs: edges[0]! - 60_000, policy });
        await tracker.feed(around(edges, 20));
        await tracker.liveTo(edges.at(-1)! + 1_200_000);
        const fixes = fixesIn((await tracker.received()).records);
        const { opening, closing } = edgeErrors(fixes, open);
        for (const [index, { fromS, untilS }] of open.entries()) {
          const exact = { unit: 's', min: 0, max: 0 };
          const at = (timeS: number) => new Date(timeS * 1000).toISOString();
          record.measure(`opens ${at(fromS)}`, opening[index]!, exact);
          record.measure(`closes ${at(untilS)}`, closing[index]!, exact);
        }
        const outside = fixes.filter(({ timeS }) => !isInside(open, timeS));
        record.measure('fixes outside of the windows', outside.length, { expected: 0 });
      },
    );
  }
}
