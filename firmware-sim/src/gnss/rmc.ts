import { DAY_MS, readNmeaDate, readTimeOfDayMs } from './civil-time.ts';
import { LATITUDE, LONGITUDE, readCoordinateE7 } from './coordinate.ts';
import { readDecimal } from './decimal.ts';
import { parsePacket } from './parse-packet.ts';
import type { RmcReading } from './readings.ts';
import type { GuardedSentence } from './sentence.ts';

export const KNOT_KMH = 1.852;
export const SPEED_KNOTS_MAX = 1000;

/**
 * Reads RMC. `nmea-simple` parses status, speed and course. It reads empty coordinates as 0, 0, a
 * missing number as 0 and a time without a date as today, so the fields decide what of its packet
 * counts, and its dates are never used.
 */
export function readRmc(sentence: GuardedSentence): RmcReading {
  if (sentence.rmc !== undefined) return sentence.rmc;
  const { fields } = sentence;
  const timeOfDayMs = readTimeOfDayMs(fields[1] ?? '');
  const days = readNmeaDate(fields[9] ?? '');
  const timeMs =
    timeOfDayMs === undefined || days === undefined ? undefined : days * DAY_MS + timeOfDayMs;
  const time = { timeOfDayMs, timeMs };
  const latitudeE7 = readCoordinateE7(fields[3] ?? '', fields[4] ?? '', LATITUDE);
  const longitudeE7 = readCoordinateE7(fields[5] ?? '', fields[6] ?? '', LONGITUDE);
  if (latitudeE7 === undefined || longitudeE7 === undefined) return time;
  const packet = parsePacket(sentence.text);
  // Mode N (NMEA 0183 2.3 and later) is "data not valid", whatever the status says.
  if (packet?.sentenceId !== 'RMC' || packet.status !== 'valid' || packet.faaMode === 'N')
    return time;
  const speedKnots = readDecimal(fields[7], packet.speedKnots, { min: 0, max: SPEED_KNOTS_MAX });
  const speedKmh = speedKnots === undefined ? undefined : speedKnots * KNOT_KMH;
  const course = readDecimal(fields[8], packet.trackTrue, { min: 0, max: 360 });
  const courseDeg = course === undefined ? undefined : course % 360;
  return { timeOfDayMs, timeMs, fix: { latitudeE7, longitudeE7, speedKmh, courseDeg } };
}
