import { Temporal } from 'temporal-polyfill';

/** Where and when the suites play: a week without holidays, and the two nights on which Europe changes its clocks. */
const timeZone = 'Europe/Berlin';

/** Unix milliseconds of a wall-clock time in Berlin. */
export function berlin(date: string, time: string): number {
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(timeZone).epochMilliseconds;
}

/** On Monday, 23 November 2026. */
export function monday(time: string): number {
  return berlin('2026-11-23', time);
}

/** `2026-11-23` and `08:00` in Berlin. */
export function berlinAt(atMs: number): { readonly date: string; readonly time: string } {
  const then = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  return {
    date: then.toPlainDate().toString(),
    time: then.toPlainTime().toString({ smallestUnit: 'minute' }),
  };
}
