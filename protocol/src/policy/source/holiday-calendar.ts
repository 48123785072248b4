import type { HolidayRegion } from './policy-source.ts';
import type { ValueProblem } from './source-problem.ts';

export interface PublicHoliday {
  /** Days from 1970-01-01 to the local date. */
  readonly dayNumber: number;
  readonly name: string;
}

interface HolidaySpan {
  /** Both included. */
  readonly fromDay: number;
  readonly untilDay: number;
}

export type HolidayAnswer =
  | { readonly holidays: readonly PublicHoliday[]; readonly problem?: undefined }
  | {
      /** Which code of the region the calendar does not know. */
      readonly key: keyof HolidayRegion;
      readonly problem: ValueProblem;
    };

/**
 * Knows the public holidays of regions. The tables are large and change with the law, so the reader
 * of policies is given one and brings none along; `@feierabend/protocol/holidays` has one.
 */
export type HolidayCalendar = (region: HolidayRegion, span: HolidaySpan) => HolidayAnswer;
