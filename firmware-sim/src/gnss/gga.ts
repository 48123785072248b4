import { parseNmeaSentence } from 'nmea-simple';

import { readTimeOfDayMs } from './civil-time.ts';
import { readDecimal } from './decimal.ts';
import type { GuardedSentence } from './sentence.ts';

/**
 * What one GGA sentence (fix data) adds to the RMC of the same instant. Its coordinates are not
 * used.
 */
export interface GgaReading {
  readonly timeOfDayMs: number;
  /** Quality indicator 0 is "fix not available". */
  readonly hasFix: boolean;
  readonly detail: {
    readonly altitudeM?: number;
    readonly hdop?: number;
    readonly satellites?: number;
  };
}

/** Undefined when the sentence has no time, since nothing tells which fix it is about. */
export function readGga(sentence: GuardedSentence): GgaReading | undefined {
  const { fields } = sentence;
  const timeOfDayMs = readTimeOfDayMs(fields[1] ?? '');
  if (timeOfDayMs === undefined) return undefined;
  const hasFix = /^[1-9]$/u.test(fields[6] ?? '');
  if (!hasFix) return { timeOfDayMs, hasFix, detail: {} };
  const packet = parseNmeaSentence(sentence.text);
  if (packet.sentenceId !== 'GGA') return undefined;
  const altitudeM = readDecimal(fields[9], packet.altitudeMeters, { min: -2000, max: 20_000 });
  const hdop = readDecimal(fields[8], packet.horizontalDilution, { min: 0, max: 100 });
  const satellites = readDecimal(fields[7], packet.satellitesInView, { min: 0, max: 99 });
  return {
    timeOfDayMs,
    hasFix,
    detail: {
      ...(altitudeM === undefined ? {} : { altitudeM }),
      ...(hdop === undefined ? {} : { hdop }),
      ...(satellites === undefined ? {} : { satellites }),
    },
  };
}
