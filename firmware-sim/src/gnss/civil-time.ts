/** A day of the proleptic Gregorian calendar. `month` and `day` count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const DAY_MS = 86_400_000;

/**
 * Days since 1970-01-01 in integer arithmetic: `days_from_civil` of Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms". The year is taken to begin in March, so that the
 * leap day comes last.
 */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Inverse of {@link daysFromCivil}: `civil_from_days` of the same source. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days since 1970-01-01, or undefined when the calendar has no such day. */
export function dayNumber(date: CivilDate): number | undefined {
  const days = daysFromCivil(date);
  const back = civilFromDays(days);
  const exists = back.year === date.year && back.month === date.month && back.day === date.day;
  return exists ? days : undefined;
}

/**
 * Reads the `ddmmyy` of RMC as days since 1970-01-01. The sentence has no century: 80 to 99 are
 * 19xx, because GPS time begins in January 1980, and all others are 20xx.
 */
export function readNmeaDate(text: string): number | undefined {
  if (!/^\d{6}$/u.test(text)) return undefined;
  const yearOfCentury = Number(text.slice(4));
  return dayNumber({
    year: yearOfCentury >= 80 ? 1900 + yearOfCentury : 2000 + yearOfCentury,
    month: Number(text.slice(2, 4)),
    day: Number(text.slice(0, 2)),
  });
}

/**
 * Reads `hhmmss` or `hhmmss.s…` as milliseconds of the day; finer digits are cut off. Second 60 is
 * a leap second.
 */
export function readTimeOfDayMs(text: string): number | undefined {
  if (!/^\d{6}(?:\.\d*)?$/u.test(text)) return undefined;
  const hours = Number(text.slice(0, 2));
  const minutes = Number(text.slice(2, 4));
  const seconds = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const milliseconds = Number(text.slice(7, 10).padEnd(3, '0'));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** Reads `YYYY-MM-DD` as days since 1970-01-01. */
export function readIsoDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (match === null) return undefined;
  return dayNumber({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
}

/** Writes `ddmmyy`. */
export function writeNmeaDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${twoDigits(day)}${twoDigits(month)}${twoDigits(year % 100)}`;
}

/** Writes `hhmmss`, with as many decimals as asked for. */
export function writeTimeOfDay(timeOfDayMs: number, decimals = 0): string {
  const seconds = Math.floor(timeOfDayMs / 1000);
  const whole =
    twoDigits(Math.floor(seconds / 3600)) +
    twoDigits(Math.floor(seconds / 60) % 60) +
    twoDigits(seconds % 60);
  if (decimals === 0) return whole;
  const fraction = String(timeOfDayMs % 1000)
    .padStart(3, '0')
    .padEnd(decimals, '0');
  return `${whole}.${fraction.slice(0, decimals)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
