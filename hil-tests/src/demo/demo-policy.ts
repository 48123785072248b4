import { toHex } from '@feierabend/protocol';
import { Temporal } from 'temporal-polyfill';

export const demoTimeZone = 'Europe/Berlin';

/** The public holidays of all German states that have a fixed date; those around Easter are left to a real policy. */
const fixedHolidays = ['01-01', '05-01', '10-03', '12-25', '12-26'];

/** The policy of the demonstration as a person would write it: a German work week with a lunch break. */
export function demoPolicyYaml(firstFixMs: number, recipientKey: Uint8Array): string {
  const day = Temporal.Instant.fromEpochMilliseconds(firstFixMs)
    .toZonedDateTimeISO(demoTimeZone)
    .toPlainDate();
  const from = day.with({ day: 1 });
  const until = from.add({ years: 1 }).subtract({ days: 1 });
  const holidays = [from.year, until.year]
    .flatMap((year) => fixedHolidays.map((date) => `${year}-${date}`))
    .filter((date) => date >= from.toString() && date <= until.toString());
  const review = from.add({ months: 6 });
  return `# Work hours of the demonstration. Outside of them the tracker reports when, never where.
feierabend: 1
name: Service vans, field staff
purpose: dispatch
timeZone: ${demoTimeZone}
valid: { from: ${from.toString()}, until: ${until.toString()}, review: ${review.toString()} }
week:
  mon-thu: 08:00-12:00, 12:30-16:30
  fri: 08:00-12:00, 12:30-14:30
holidays: [${holidays.join(', ')}]
capture: { moving: 10 s, parked: 10 min, floor: 10 s, precision: 10 m, fields: [speed] }
outside: heartbeat
heartbeat: 1 h
retention: 30 d
recipients:
  - { name: fleet-office, key: ${toHex(recipientKey)} }
`;
}
