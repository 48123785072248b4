import { UsageError } from '@feierabend/protocol';

import { DAY_MS, readIsoDate } from '../gnss/civil-time.ts';
import { LATITUDE, LONGITUDE, readCoordinateE7, writeCoordinate } from '../gnss/coordinate.ts';
import type { FeedEpoch, GnssFeed, PositionE7 } from '../gnss/feed.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { driveDay } from './day-drive.ts';
import { writeGga, writeGsa, writeGsv, writeRmc } from './nmea-writer.ts';
import { Receiver, type ReceiverFix } from './receiver.ts';
import { Sky, unheard, type SkyState } from './sky.ts';

export interface DayOptions {
  /** Any 32-bit unsigned integer. The same seed gives the same bytes. */
  readonly seed: number;
  /** Local date, `YYYY-MM-DD`, 1980 to 2079, as far as the two-digit year of RMC reaches. */
  readonly date: string;
  /** Local time minus UTC: 60 in Germany in winter. */
  readonly utcOffsetMin: number;
}

/** Satellites and dilution are told every fifth second, as many receivers do. */
const SKY_EVERY_S = 5;

/**
 * What the receiver of a service van says from 05:30 to 21:30 local time of one plausible working
 * day, once a second.
 */
export function generateDay(options: DayOptions): GnssFeed {
  const midnightMs = localMidnightMs(options);
  const root = new SeededRandom(options.seed);
  const diceOf = (label: string) => root.fork(label);
  const receiver = new Receiver(diceOf('receiver'), diceOf('multipath'));
  const sky = new Sky(diceOf('sky'));
  const epochs: FeedEpoch[] = [];
  let heard: SkyState | undefined;
  for (const sample of driveDay(diceOf)) {
    const atMs = midnightMs + sample.atS * 1000;
    const fix = receiver.observe(sample);
    const tellsSky = sample.atS % SKY_EVERY_S === 0;
    if (tellsSky || heard === undefined) heard = sky.observe(sample.atS);
    const sentences = [writeGga(atMs, fix, heard), writeRmc(atMs, fix)];
    if (tellsSky) {
      const state = fix === undefined ? unheard(heard) : heard;
      sentences.push(writeGsa(state), ...writeGsv(state));
    }
    const text = `${sentences.join('\r\n')}\r\n`;
    const position = fix === undefined ? undefined : asWritten(fix);
    epochs.push(position === undefined ? { atMs, text } : { atMs, text, position });
  }
  return { name: `generated day ${options.date}, seed ${options.seed}`, epochs };
}

/** The fix as a reader of its five decimals of a minute gets it. */
function asWritten({ latitude, longitude }: ReceiverFix): PositionE7 | undefined {
  const [latitudeText = '', north = ''] = writeCoordinate(latitude, LATITUDE).split(',');
  const [longitudeText = '', east = ''] = writeCoordinate(longitude, LONGITUDE).split(',');
  const latitudeE7 = readCoordinateE7(latitudeText, north, LATITUDE);
  const longitudeE7 = readCoordinateE7(longitudeText, east, LONGITUDE);
  if (latitudeE7 === undefined || longitudeE7 === undefined) return undefined;
  return { latitudeE7, longitudeE7 };
}

function localMidnightMs({ date, utcOffsetMin }: DayOptions): number {
  const days = readIsoDate(date);
  const year = Number(date.slice(0, 4));
  if (days === undefined || year < 1980 || year > 2079) {
    throw new UsageError({
      code: 'DAY_DATE',
      expected: 'a date such as 2026-11-23, from 1980 to 2079',
      came: `${JSON.stringify(date)} was given`,
      next: 'give the date of the day to generate as YYYY-MM-DD',
    });
  }
  if (!Number.isInteger(utcOffsetMin) || Math.abs(utcOffsetMin) > 14 * 60) {
    throw new UsageError({
      code: 'DAY_UTC_OFFSET',
      expected: 'a UTC offset in whole minutes, at most 14 hours',
      came: `${utcOffsetMin} was given`,
      next: 'give 60 for German winter time or 120 for summer time',
    });
  }
  return days * DAY_MS - utcOffsetMin * 60_000;
}
