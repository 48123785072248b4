import { readTimeOfDayMs } from './civil-time.ts';
import { readDecimal } from './decimal.ts';
import { parsePacket } from './parse-packet.ts';
import type { GgaReading } from './readings.ts';
import type { GuardedSentence } from './sentence.ts';

export const ALTITUDE_M = { min: -2000, max: 20_000 } as const;
export const HDOP = { min: 0, max: 100 } as const;
export const SATELLITES = { min: 0, max: 99 } as const;

/** Undefined when the sentence has no time, since nothing tells which fix it is about. */
export function readGga(sentence: GuardedSentence): GgaReading | undefined {
  if (sentence.gga !== undefined) return sentence.gga;
  const { fields } = sentence;
  const timeOfDayMs = readTimeOfDayMs(fields[1] ?? '');
  if (timeOfDayMs === undefined) return undefined;
  const hasFix = /^[1-9]$/u.test(fields[6] ?? '');
  if (!hasFix) return { timeOfDayMs, hasFix, detail: {} };
  const packet = parsePacket(sentence.text);
  if (packet?.sentenceId !== 'GGA') return undefined;
  const altitudeM = readDecimal(fields[9], packet.altitudeMeters, ALTITUDE_M);
  const hdop = readDecimal(fields[8], packet.horizontalDilution, HDOP);
  const satellites = readDecimal(fields[7], packet.satellitesInView, SATELLITES);
  return { timeOfDayMs, hasFix, detail: { altitudeM, hdop, satellites } };
}
