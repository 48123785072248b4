import { Temporal } from 'temporal-polyfill';

import { formatDayNumber } from '../day-number.ts';
import type { PolicyOffset } from '../policy.ts';
import { nearestWord } from './suggestion.ts';
import type { Checked } from './source-problem.ts';

/** Reads an IANA time zone name in any case and gives it back in its own spelling. */
export function readZone(text: string): Checked<string> {
  const isName = /^[A-Za-z][A-Za-z0-9_+/-]*$/u.test(text);
  const zone = isName ? zoneOrUndefined(text) : undefined;
  if (zone !== undefined) return { value: zone };
  const nearest = nearestWord(text, Intl.supportedValuesOf('timeZone'));
  return {
    problems: [
      {
        code: 'POLICY_ZONE',
        expected: 'an IANA time zone',
        came: `"${text}" is none`,
        next: nearest === undefined ? 'write one like Europe/Berlin' : `did you mean "${nearest}"`,
      },
    ],
  };
}

function zoneOrUndefined(text: string): string | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId;
  } catch {
    return undefined;
  }
}

/** The UTC second at which a local date begins in a zone. */
export function startOfDayS(dayNumber: number, timeZone: string): number {
  const date = Temporal.PlainDate.from(formatDayNumber(dayNumber));
  return secondsOf(date.toZonedDateTime(timeZone));
}

/**
 * The offsets from UTC that a zone has between two seconds: the one in force at the first, and
 * every change before the last. The rules are those of the time zone data of this machine.
 */
export function zoneOffsets(
  timeZone: string,
  fromS: number,
  untilS: number,
): readonly PolicyOffset[] {
  let moment: Temporal.ZonedDateTime | null = new Temporal.ZonedDateTime(
    BigInt(fromS) * 1_000_000_000n,
    timeZone,
  );
  const offsets: PolicyOffset[] = [{ fromS, offsetMin: offsetMinOf(moment) }];
  for (;;) {
    moment = moment.getTimeZoneTransition('next');
    if (moment === null || secondsOf(moment) >= untilS) return offsets;
    const offsetMin = offsetMinOf(moment);
    if (offsetMin !== offsets.at(-1)?.offsetMin)
      offsets.push({ fromS: secondsOf(moment), offsetMin });
  }
}

function secondsOf(moment: Temporal.ZonedDateTime): number {
  return Math.floor(moment.epochMilliseconds / 1000);
}

/**
 * No zone has had an offset with seconds since 1972 (Liberia), so dates of policies have whole
 * minutes.
 */
function offsetMinOf(moment: Temporal.ZonedDateTime): number {
  return moment.offsetNanoseconds / 60_000_000_000;
}
