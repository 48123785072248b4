import type { PolicySource } from '@feierabend/protocol/policy-source';
import { Temporal } from 'temporal-polyfill';

const dayMinutes = 1440;

/** When a policy allows capture, in Unix seconds. */
export interface WindowSpan {
  readonly fromS: number;
  readonly untilS: number;
}

/**
 * The windows of a policy between two instants, worked out from what people wrote and the time zone itself. Deliberately not
 * from the compiled form: the check must not repeat the device's own arithmetic.
 */
export function localWindows(source: PolicySource, fromS: number, untilS: number): WindowSpan[] {
  const { timeZone, week, exceptions, valid } = source;
  const spans: WindowSpan[] = [];
  const epoch = Temporal.PlainDate.from('1970-01-01');
  let date = instant(fromS).toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 1 });
  const last = instant(untilS).toZonedDateTimeISO(timeZone).toPlainDate();
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const dayNumber = epoch.until(date).days;
    if (dayNumber < valid.fromDay || dayNumber > valid.untilDay) continue;
    const exception = exceptions.find((one) => one.dayNumber === dayNumber);
    for (const { startMin, endMin } of exception?.windows ?? week[date.dayOfWeek - 1] ?? []) {
      const span = {
        fromS: wallS(date, startMin, timeZone),
        untilS: wallS(date, endMin, timeZone),
      };
      if (span.untilS > fromS && span.fromS < untilS) spans.push(span);
    }
  }
  return spans;
}

export function isInside(windows: readonly WindowSpan[], timeS: number): boolean {
  return windows.some((window) => timeS >= window.fromS && timeS < window.untilS);
}

function wallS(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  const day = minute === dayMinutes ? date.add({ days: 1 }) : date;
  const time = Temporal.PlainTime.from({
    hour: Math.floor((minute % dayMinutes) / 60),
    minute: minute % 60,
  });
  return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds / 1000;
}

function instant(timeS: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(timeS * 1000);
}
