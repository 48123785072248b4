import { sealSentence } from '../gnss/checksum.ts';
import {
  civilFromDays,
  DAY_MS,
  dayNumber,
  readNmeaDate,
  readTimeOfDayMs,
  writeNmeaDate,
  writeTimeOfDay,
} from '../gnss/civil-time.ts';
import { readSentence } from '../gnss/sentence.ts';
import { timeFieldsOf } from './time-fields.ts';

export interface Shift {
  readonly byMs: number;
  /** The unshifted instant of the sentence, for a date that has no time beside it. */
  readonly nearMs: number;
}

/**
 * Moves the time and date of one sentence and renews its checksum. What bears no time comes back
 * unchanged.
 */
export function shiftSentence(raw: string, shift: Shift): string {
  const sentence = readSentence(raw, { checksumRequired: false });
  if (typeof sentence === 'string') return raw;
  const at = timeFieldsOf(sentence);
  if (at === undefined) return raw;
  const body = raw.slice(1).split('*', 1)[0] ?? '';
  const fields = body.split(',');
  const time = fields[at.time] ?? '';
  const timeOfDayMs = readTimeOfDayMs(time);
  const shiftedDays = (days: number) => {
    const fromMs = days * DAY_MS + (timeOfDayMs ?? modulo(shift.nearMs, DAY_MS));
    return Math.floor((fromMs + shift.byMs) / DAY_MS);
  };
  if (at.date !== undefined) {
    const days = readNmeaDate(fields[at.date] ?? '');
    if (days !== undefined) fields[at.date] = writeNmeaDate(shiftedDays(days));
  }
  if (at.day !== undefined) {
    const [day, month, year] = fields.slice(at.day, at.day + 3).map(readInteger);
    const days = dayNumber({ day: day ?? 0, month: month ?? 0, year: year ?? 0 });
    if (days !== undefined) fields.splice(at.day, 3, ...writeLongDate(shiftedDays(days)));
  }
  if (timeOfDayMs !== undefined) {
    fields[at.time] = shiftTime(time, modulo(timeOfDayMs + shift.byMs, DAY_MS));
  }
  const moved = fields.join(',');
  return raw.includes('*') ? sealSentence(moved) : `$${moved}`;
}

/**
 * As many decimals as before, or three where the new time needs them; what is finer than a
 * millisecond is kept.
 */
function shiftTime(text: string, timeOfDayMs: number): string {
  const before = text.slice(7);
  const fits = timeOfDayMs % 10 ** Math.max(3 - before.length, 0) === 0;
  const decimals = fits ? Math.min(before.length, 3) : 3;
  return writeTimeOfDay(timeOfDayMs, decimals) + before.slice(3);
}

function writeLongDate(days: number): string[] {
  const { day, month, year } = civilFromDays(days);
  const pad = (value: number) => String(value).padStart(2, '0');
  return [pad(day), pad(month), String(year)];
}

function readInteger(text: string): number {
  return /^\d+$/u.test(text) ? Number(text) : 0;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
