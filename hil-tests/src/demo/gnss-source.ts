import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { generateDay, readNmeaLog, shiftFeed, type GnssFeed } from '@feierabend/firmware-sim';
import { DataError, UsageError } from '@feierabend/protocol';
import { Temporal } from 'temporal-polyfill';

import type { RunSource } from '../report/run-summary.ts';

export interface GnssSourceOptions {
  readonly seed: number;
  readonly timeZone: string;
  /** A recorded log; without it a day is generated. */
  readonly nmea?: string | undefined;
  /** When the first valid fix of the log shall be, ISO 8601 with offset. */
  readonly shiftTo?: string | undefined;
}

export interface GnssSource {
  readonly feed: GnssFeed;
  readonly source: RunSource;
}

/** The Monday that is driven when nobody names a log. */
const generatedDate = '2026-11-23';

/** The receiver's output for one run: a recorded log, or a generated working day. */
export async function gnssSource(options: GnssSourceOptions): Promise<GnssSource> {
  if (options.nmea === undefined) return generated(options);
  const { nmea, shiftTo } = options;
  const log = readNmeaLog(await read(nmea), { name: basename(nmea) });
  const feed = shiftTo === undefined ? log.feed : shiftFeed(log.feed, instantMs(shiftTo));
  return {
    feed,
    source: {
      kind: 'log',
      name: basename(nmea),
      linesRead: log.linesRead,
      linesSkipped: log.linesSkipped,
      skippedByReason: log.reasons,
      ...(shiftTo === undefined ? {} : { shiftedTo: shiftTo }),
    },
  };
}

function generated({ seed, timeZone, shiftTo }: GnssSourceOptions): GnssSource {
  if (shiftTo !== undefined) {
    throw new UsageError({
      code: 'SHIFT_WITHOUT_LOG',
      expected: '--nmea FILE beside --shift-to',
      came: 'no log was named',
      next: `leave --shift-to away: the generated day is ${generatedDate}`,
    });
  }
  const noon = Temporal.PlainDateTime.from(`${generatedDate}T12:00`).toZonedDateTime(timeZone);
  const utcOffsetMin = noon.offsetNanoseconds / 60e9;
  const feed = generateDay({ seed, date: generatedDate, utcOffsetMin });
  const linesRead = feed.epochs.reduce((sum, { text }) => sum + text.split('\r\n').length - 1, 0);
  return {
    feed,
    source: { kind: 'generated', name: feed.name, linesRead, linesSkipped: 0, skippedByReason: {} },
  };
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DataError({
      code: 'NMEA_FILE',
      expected: `an NMEA 0183 log at ${path}`,
      came: `the system said ${(cause as NodeJS.ErrnoException).code ?? 'no'}`,
      next: 'name a file that exists and can be read',
      cause,
    });
  }
}

function instantMs(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (cause) {
    throw new UsageError({
      code: 'SHIFT_TIME',
      expected: 'a time with its offset in --shift-to, such as 2026-11-23T11:45+01:00',
      came: `"${text}" was given`,
      next: 'write date, T, time and offset',
      cause,
    });
  }
}
