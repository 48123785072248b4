import { dayS, formatDayNumber } from '../day-number.ts';
import { formatDuration } from '../source/quantity.ts';
import { when, type LintRule } from './lint-rule.ts';
import { hasPeople, longestWindowMin, weekMinutes } from './policy-facts.ts';

const sixHoursMin = 360;
const sixtyHoursMin = 3600;
const wholeWeekMin = 7 * 1440;
const yearDays = 366;
const quarterDays = 90;

const cnil = 'CNIL, deliberation 2015-165, norm 51 (historic)';

/** When a policy captures, and for how long it holds. */
export const timeRules: readonly LintRule[] = [
  {
    code: 'LINT_ROUND_THE_CLOCK',
    severity: 'error',
    path: 'week',
    asks: 'hours without capture in every week, unless nobody is with the device',
    source: `TOM chapter 5: no permanent tracking; ${cnil}: no collection outside working time`,
    check: (facts) =>
      when(
        hasPeople(facts) && weekMinutes(facts) === wholeWeekMin,
        'the windows cover a whole week',
      ),
  },
  {
    code: 'LINT_WEEK_60_HOURS',
    severity: 'warning',
    path: 'week',
    asks: 'windows of at most 60 hours a week where people work',
    source: `ArbZG section 3: at most 10 hours on 6 working days; ${cnil}: commuting is no work`,
    check(facts) {
      const minutes = weekMinutes(facts);
      const isMore = minutes > sixtyHoursMin && minutes < wholeWeekMin;
      const hours = formatDuration(minutes * 60);
      return when(
        hasPeople(facts) && isMore,
        `the windows cover ${hours} a week, more than anybody may work`,
      );
    },
  },
  {
    code: 'LINT_NO_BREAK',
    severity: 'warning',
    path: 'week',
    asks: 'a break in every 6 hours of capture where people work',
    source: `ArbZG section 4: no more than 6 hours without a break; ${cnil}: no collection in breaks`,
    check(facts) {
      const longest = longestWindowMin(facts);
      const hours = formatDuration(longest * 60);
      return when(
        hasPeople(facts) && longest > sixHoursMin,
        `one window runs for ${hours} without a break`,
      );
    },
  },
  {
    code: 'LINT_NO_HOLIDAYS',
    severity: 'warning',
    path: 'holidays',
    asks: 'dates without windows in 90 days or more where people work',
    source: `${cnil}: no collection outside working time`,
    check: (facts) =>
      when(
        hasPeople(facts) &&
          facts.hasWindows &&
          facts.holidayCount === 0 &&
          facts.validityDays >= quarterDays,
        `${facts.validityDays} days without a holiday would capture on public holidays`,
      ),
  },
  {
    code: 'LINT_HOLIDAY_WORK',
    severity: 'warning',
    path: 'exceptions',
    asks: 'no windows on public holidays of the region that the file names',
    source: `ArbZG section 9: no work on Sundays and public holidays; ${cnil}: working time only`,
    check: (facts) =>
      when(
        hasPeople(facts) && facts.workedHolidayCount > 0,
        `${facts.workedHolidayCount} public holidays have windows of their own`,
      ),
  },
  {
    code: 'LINT_DATE_OUTSIDE',
    severity: 'warning',
    path: 'exceptions',
    asks: 'dates inside the validity',
    source: 'docs/protocol/policy.md: dates outside the validity have no effect',
    check: ({ datesOutside }) =>
      when(datesOutside > 0, `${datesOutside} holidays or exceptions lie outside the validity`),
  },
  {
    code: 'LINT_NO_REVIEW',
    severity: 'warning',
    path: 'valid.review',
    asks: 'a review date before the end',
    source: 'TOM chapter 14: regular review; GDPR Art. 32(1)(d): regular testing and evaluating',
    check: ({ reviewS }) =>
      when(reviewS === undefined, 'no review date before the end of the validity'),
  },
  {
    code: 'LINT_REVIEW_DUE',
    severity: 'warning',
    path: 'valid.review',
    asks: 'a review date that has not passed',
    source: 'TOM chapter 14: regular review; GDPR Art. 32(1)(d): regular testing and evaluating',
    check: ({ reviewS, validUntilS, nowS }) =>
      when(
        reviewS !== undefined && nowS !== undefined && nowS >= reviewS && nowS < validUntilS,
        `the review was due on ${utcDay(reviewS ?? 0)}`,
      ),
  },
  {
    code: 'LINT_EXPIRED',
    severity: 'warning',
    path: 'valid.until',
    asks: 'a validity that has not ended',
    source: 'docs/protocol/policy.md: from its end on a policy is closed for ever',
    check: ({ validUntilS, nowS }) =>
      when(
        nowS !== undefined && nowS >= validUntilS,
        `the validity ended on ${utcDay(validUntilS)}, and the device captures nothing`,
      ),
  },
  {
    code: 'LINT_VALIDITY_YEAR',
    severity: 'warning',
    path: 'valid.until',
    asks: 'a validity of at most a year',
    source: 'TOM chapter 14: regular review; GDPR Art. 25(2): by default no more than necessary',
    check: ({ validityDays }) =>
      when(validityDays > yearDays, `the policy holds for ${validityDays} days, more than a year`),
  },
];

/** Good enough for a date that has passed; the description has the local one. */
function utcDay(timeS: number): string {
  return formatDayNumber(Math.floor(timeS / dayS));
}
