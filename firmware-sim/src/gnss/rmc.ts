import { parseNmeaSentence } from 'nmea-simple';

import { DAY_MS, readNmeaDate, readTimeOfDayMs } from './civil-time.ts';
import { LATITUDE, LONGITUDE, readCoordinateE7 } from './coordinate.ts';
import type { PositionE7 } from './feed.ts';
import { readDecimal } from './decimal.ts';
import type { GuardedSentence } from './sentence.ts';

/** What one RMC sentence (recommended minimum data) says. */
export interface RmcReading {
  /** As in the sentence; pairs it with the GGA of the same instant. */
  readonly timeOfDayMs: number | undefined;
  /** Unix time; undefined when the receiver knows no time or no date. */
  readonly timeMs: number | undefined;
  /** Present exactly when the receiver vouches for the fix and its coordinates are sound. */
  readonly fix?: PositionE7 & { readonly speedKmh?: number; readonly courseDeg?: number };
}

const KNOT_KMH = 1.852;
const SPEED_KNOTS_MAX = 1000;

/**
 * Reads RMC. `nmea-simple` parses status, speed and course. It reads empty coordinates as 0, 0, a
 * missing number as 0 and a time without a date as today, so the fields decide what of its packet
 * counts, and its dates are never used.
 */
export function readRmc(sentence: GuardedSentence): RmcReading {
  const { fields } = sentence;
  const timeOfDayMs = readTimeOfDayMs(fields[1] ?? '');
  const days = readNmeaDate(fields[9] ?? '');
  const timeMs =
    timeOfDayMs === undefined || days === undefined ? undefined : days * DAY_MS + timeOfDayMs;
  const time = { timeOfDayMs, timeMs };
  const latitudeE7 = readCoordinateE7(fields[3] ?? '', fields[4] ?? '', LATITUDE);
  const longitudeE7 = readCoordinateE7(fields[5] ?? '', fields[6] ?? '', LONGITUDE);
  if (latitudeE7 === undefined || longitudeE7 === undefined) return time;
  const packet = parseNmeaSentence(sentence.text);
  // Mode N (NMEA 0183 2.3 and later) is "data not valid", whatever the status says.
  if (packet.sentenceId !== 'RMC' || packet.status !== 'valid' || packet.faaMode === 'N')
    return time;
  const speedKnots = readDecimal(fields[7], packet.speedKnots, { min: 0, max: SPEED_KNOTS_MAX });
  const courseDeg = readDecimal(fields[8], packet.trackTrue, { min: 0, max: 360 });
  return {
    ...time,
    fix: {
      latitudeE7,
      longitudeE7,
      ...(speedKnots === undefined ? {} : { speedKmh: speedKnots * KNOT_KMH }),
      ...(courseDeg === undefined ? {} : { courseDeg: courseDeg % 360 }),
    },
  };
}
