import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { readNmeaLog } from '../replay/nmea-log.ts';
import { makeTestTracker } from '../testing/test-tracker.ts';
import { testPolicy } from '../testing/test-tenant.ts';
import { compareEpochs, epochsOfLog, readExpectedEpochs } from '../testing/decoder-check.ts';
import { DAY_MS } from './civil-time.ts';
import { LATITUDE, LONGITUDE, readCoordinateE7 } from './coordinate.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/nmea', import.meta.url));
const receivers = join(folder, 'receivers');
const docs = fileURLToPath(new URL('../../../docs/firmware/gnss.md', import.meta.url));

interface ReceiverLog {
  readonly log: string;
  /** Fixes of ours that the expected output has not, by line of the log. */
  readonly beyond?: { readonly line: number; readonly because: string };
  /** What is added to every expected time, and why. */
  readonly moved?: { readonly lines: string; readonly byMs: number; readonly because: string };
}

/** Where the expected output is not what we make of a log, it stands here, with the reason. */
const logs: readonly ReceiverLog[] = [
  {
    log: 'haicom-305N.log',
    beyond: {
      line: 42,
      because:
        'The first valid RMC (09:53:04.802): gpsd reports no time before it has seen a whole cycle of sentences.',
    },
  },
  { log: 'mt3339.log' },
  {
    log: 'neo-m8n.log',
    moved: {
      lines: 'every TPV line of neo-m8n.log.chk from 23 on',
      byMs: -1024 * 7 * DAY_MS,
      because:
        'The sentences say 180315, and gpsd says 2034: it finds no date in the head of this log (it is written "Date =") and ' +
        'corrects what lies before its own release by 1024 weeks. We correct no date: one that cannot be is not believed.',
    },
    beyond: {
      line: 296,
      because: 'The last RMC has no whole cycle after it, so gpsd does not report its time.',
    },
  },
  { log: 'nmea-fuzzy-cases.log' },
  { log: 'nmea-rtk.log' },
  { log: 'quectel-l76k-nmea.log' },
  { log: 'sirfstarv-nmea.log' },
  { log: 'skytraq.log' },
  { log: 'telit-he910.log' },
  { log: 'ublox-8.log' },
];

function compare({ log, moved }: ReceiverLog) {
  const expected = readExpectedEpochs(readFileSync(join(receivers, `${log}.chk`), 'latin1'));
  const byMs = moved?.byMs ?? 0;
  const wanted = expected.map((epoch) => ({ ...epoch, timeMs: epoch.timeMs + byMs }));
  const bytes = readFileSync(join(receivers, log));
  return {
    wanted,
    lines: bytes.toString('latin1').split('\n'),
    ...compareEpochs(epochsOfLog(bytes), wanted),
  };
}

describe.skipIf(!existsSync(receivers))(
  `the recordings of ten receivers (skipped without ${receivers})`,
  () => {
    test.each(logs)('$log gives the times and places that gpsd finds in it', (entry) => {
      const { wanted, differing, beyond, lines } = compare(entry);
      expect(wanted.length).toBeGreaterThan(10);
      expect(differing).toEqual([]);
      const beyondLines = beyond.map(({ timeMs }) => {
        const time = new Date(timeMs).toISOString().slice(11, 22).replaceAll(':', '');
        return lines.findIndex((line) => line.includes(`RMC,${time}`)) + 1;
      });
      expect(beyondLines).toEqual(entry.beyond === undefined ? [] : [entry.beyond.line]);
    });

    test('are in the documentation with the figures measured here', () => {
      const rows = logs.map((entry) => {
        const { wanted, equal, beyond } = compare(entry);
        const share = `${((100 * equal) / wanted.length).toFixed(1)} %`;
        return `| \`${entry.log}\` | ${wanted.length} | ${equal} | ${share} | ${beyond.length} |`;
      });
      expect(readFileSync(docs, 'utf8')).toContain(`${rows.join('\n')}\n`);
    });
  },
);

interface Drive {
  readonly name: string;
  /** What a replay leaves out, and why. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly because?: string;
}

const drives: readonly Drive[] = [
  {
    name: 'munich-2009-04-01.nmea',
    reasons: { 'out-of-order': 12 },
    because:
      'After line 1209 the receiver says 12:43:41 again, and then 12:43:42 at another place: the sentences of two fixes that a ' +
      'feed, whose instants ascend, cannot have.',
  },
  { name: 'regensburg-2010-04-11.nmea', reasons: {} },
];

/** Every valid RMC, read by nothing of ours but the arithmetic of a coordinate. */
function validRmcs(text: string) {
  return [...text.matchAll(/\$GPRMC,(\d{6})[\d.]*,A,([^\r\n]*)/gu)].map(([, time, rest = '']) => {
    const [latitude = '', north = '', longitude = '', east = ''] = rest.split(',');
    const latitudeE7 = readCoordinateE7(latitude, north, LATITUDE);
    return { time, latitudeE7, longitudeE7: readCoordinateE7(longitude, east, LONGITUDE) };
  });
}

describe.skipIf(!existsSync(folder))(`the recorded drives (skipped without ${folder})`, () => {
  test.each(drives)('$name passes whole', ({ name, reasons }) => {
    const bytes = readFileSync(join(folder, name));
    const found = epochsOfLog(bytes).flatMap(({ timeMs, position }) => {
      const time = new Date(timeMs).toISOString().slice(11, 19).replaceAll(':', '');
      const { latitudeE7, longitudeE7 } = position ?? {};
      return position === undefined ? [] : [{ time, latitudeE7, longitudeE7 }];
    });
    expect(found.length).toBeGreaterThan(700);
    expect(found).toEqual(validRmcs(bytes.toString('latin1')));
    expect(readNmeaLog(bytes, { name }).reasons).toEqual(reasons);
  });

  test.each(drives)('$name passes through a device, whose clock believes it', ({ name }) => {
    const { epochs } = readNmeaLog(readFileSync(join(folder, name))).feed;
    const [first] = epochs;
    const startS = (first?.atMs ?? 0) / 1000 - 1;
    const world = makeTestTracker({ startS });
    const dayS = Math.floor(startS / 86_400) * 86_400;
    const validity = { validFromS: dayS, validUntilS: dayS + 86_400, reviewS: dayS + 86_400 };
    world.apply({
      ...testPolicy,
      ...validity,
      offsets: [{ fromS: dayS, offsetMin: 0 }],
      week: testPolicy.week.map(() => [{ startMin: 0, endMin: 1440 }]),
    });
    for (const { atMs, text } of epochs) {
      world.passTo(atMs / 1000);
      world.tracker.gnssReceived(new TextEncoder().encode(text));
    }
    world.passTo(world.nowS + 2);
    const valid = epochs.filter(({ position }) => position !== undefined);
    const { epochsWithPosition, epochsWithheld } = world.duty.recorder.counts;
    // Three epochs make the clock trusted; in the third the gate was still closed when it came.
    expect({ epochsWithPosition, epochsWithheld }).toEqual({
      epochsWithPosition: valid.length,
      epochsWithheld: 3,
    });
    expect(world.duty.time.state).toBe('trusted');
  });
});
