import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, test } from 'vitest';

import type { FeedEpoch } from '../gnss/feed.ts';
import { readNmeaLog } from '../replay/nmea-log.ts';
import { shiftFeed } from '../replay/shift-feed.ts';
import { generateDay } from './generate-day.ts';

const deadlineMs = 30_000;
/** gpsdecode watches one cycle of the receiver before it reports, so one second is fed before the hour begins. */
const leadInEpochs = 1;
const hourS = 3600;

interface DecodedFix {
  readonly atMs: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** What gpsd's decoder (Debian package gpsd-clients) makes of the text: only reports that have a fix. */
async function decode(epochs: readonly FeedEpoch[]): Promise<DecodedFix[]> {
  const running = promisify(execFile)('gpsdecode', ['-j'], {
    timeout: deadlineMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  running.child.stdin?.end(epochs.map(({ text }) => text).join(''));
  const { stdout } = await running;
  return stdout
    .trimEnd()
    .split('\n')
    .flatMap((line): DecodedFix[] => {
      const report = JSON.parse(line) as Record<string, unknown>;
      if (report['class'] !== 'TPV' || Number(report['mode']) < 2) return [];
      return [
        {
          atMs: Date.parse(String(report['time'])),
          latitude: Number(report['lat']),
          longitude: Number(report['lon']),
        },
      ];
    });
}

/** Compares every report with the feed's own truth; `expected` are the epochs that must have one. */
function expectAgreement(expected: readonly FeedEpoch[], decoded: readonly DecodedFix[]): void {
  const truth = new Map(expected.map(({ atMs, position }) => [atMs, position]));
  const differing = decoded.filter(({ atMs, latitude, longitude }) => {
    const position = truth.get(atMs);
    return (
      position === undefined ||
      !(Math.abs(latitude - position.latitudeE7 / 1e7) < 1e-7) ||
      !(Math.abs(longitude - position.longitudeE7 / 1e7) < 1e-7)
    );
  });
  expect(differing.slice(0, 3)).toEqual([]);
  const seen = new Set(decoded.map(({ atMs }) => atMs));
  expect(expected.filter(({ atMs }) => !seen.has(atMs)).slice(0, 3)).toEqual([]);
}

const hasFix = ({ position }: FeedEpoch): boolean => position !== undefined;

describe('gpsdecode reads an hour of the generated day', () => {
  const day = generateDay({ seed: 1, date: '2026-11-23', utcOffsetMin: 60 }).epochs;
  const tunnelAt = day.findIndex((epoch) => !hasFix(epoch));
  const firstAt = tunnelAt - hourS / 2;
  const hour = day.slice(firstAt, firstAt + hourS);
  const text = day.slice(firstAt - leadInEpochs, firstAt + hourS);
  const withoutLeadIn = (fixes: readonly DecodedFix[], fromMs: number): DecodedFix[] =>
    fixes.filter(({ atMs }) => atMs >= fromMs);

  test('and finds every fix where and when it was written, and none in the tunnel', async () => {
    const decoded = withoutLeadIn(await decode(text), hour[0]?.atMs ?? 0);
    expect(hour).toHaveLength(hourS);
    expect(hour.filter(hasFix).length).toBeLessThan(hourS - 40);
    expectAgreement(hour.filter(hasFix), decoded);
  });

  test.each(['2027-03-28T01:30+01:00', '2028-02-29T23:40Z', '2027-12-31T23:59:30Z'])(
    'and finds the same places when it is read as a log and moved to %s',
    async (instant) => {
      const log = readNmeaLog(text.map((epoch) => epoch.text).join(''));
      const { epochs } = shiftFeed(log.feed, Date.parse(instant));
      const shifted = epochs.slice(leadInEpochs);
      expect(epochs[0]?.atMs).toBe(Date.parse(instant));
      expect(shifted.filter(hasFix).map(({ position }) => position)).toEqual(
        hour.filter(hasFix).map(({ position }) => position),
      );
      const decoded = withoutLeadIn(await decode(epochs), shifted[0]?.atMs ?? 0);
      expectAgreement(shifted.filter(hasFix), decoded);
    },
  );
});

const recorded = fileURLToPath(
  new URL('../../../../shared/data/nmea/munich-2009-04-01.nmea', import.meta.url),
);

describe.skipIf(!existsSync(recorded))(
  'gpsdecode reads a recorded log that was moved (skipped where the log is not at hand)',
  () => {
    let epochs: readonly FeedEpoch[];
    beforeAll(() => {
      const { feed } = readNmeaLog(readFileSync(recorded));
      ({ epochs } = shiftFeed(feed, Date.parse('2026-11-23T11:45+01:00')));
    });

    /** gpsd takes no fix made with fewer than three satellites, whatever the receiver says. */
    const isFixForGpsd = ({ position, text }: FeedEpoch): boolean => {
      const satellites = Number(/^\$GPGGA,(?:[^,]*,){6}(\d+),/mu.exec(text)?.[1]);
      return position !== undefined && satellites >= 3;
    };

    test('and finds every fix where and when we do', async () => {
      const [first] = epochs;
      const expected = epochs.slice(leadInEpochs).filter(isFixForGpsd);
      expect(expected.length).toBeGreaterThan(1700);
      const decoded = await decode(epochs);
      expectAgreement(
        expected,
        decoded.filter(({ atMs }) => atMs !== first?.atMs),
      );
    });
  },
);
