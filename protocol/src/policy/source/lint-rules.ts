import { dayS } from '../day-number.ts';
import { longestWindowMin, weekMinutes, type PolicyFacts } from './policy-facts.ts';
import { formatDuration } from './quantity.ts';

export type LintSeverity = 'error' | 'warning';

/**
 * One thing to know about a policy before signing it. Not legal advice: the source is there to be
 * read.
 */
export interface LintRule {
  readonly code: string;
  readonly severity: LintSeverity;
  /** The ruling, guideline or clause that the rule comes from. */
  readonly source: string;
  /** The finding as a sentence without a trailing stop, or undefined when there is none. */
  check(facts: PolicyFacts): string | undefined;
}

const twoMonthsS = 62 * dayS;
const ruledDays = 150;
const sixHoursMin = 360;
const sixtyHoursMin = 3600;
const yearDays = 366;
const gaplessS = 10;

/** Every rule; a new one is one more item here and one row in docs/protocol/policy.md. */
export const lintRules: readonly LintRule[] = [
  {
    code: 'LINT_RETENTION_150_DAYS',
    severity: 'error',
    source: 'VG Lüneburg, 19.03.2019, 4 A 12/19: every route for 150 days was not necessary',
    check: ({ retentionS }) =>
      retentionS >= ruledDays * dayS
        ? `reports are kept for ${formatDuration(retentionS)}; ${ruledDays} d were ruled unlawful`
        : undefined,
  },
  {
    code: 'LINT_RETENTION_2_MONTHS',
    severity: 'warning',
    source: 'CNIL, deliberation 2015-165, norm 51 (historic): 2 months, 1 year as proof of service',
    check: ({ retentionS, purpose }) =>
      retentionS > twoMonthsS && retentionS < ruledDays * dayS && purpose !== 'proof-of-service'
        ? `reports are kept for ${formatDuration(retentionS)}, longer than two months`
        : undefined,
  },
  {
    code: 'LINT_ROUND_THE_CLOCK',
    severity: 'error',
    source: 'TOM chapter 5: no permanent tracking; CNIL: no collection outside working time',
    check: ({ week }) =>
      weekMinutes(week) === 7 * 1440 ? 'the windows cover the whole week' : undefined,
  },
  {
    code: 'LINT_WEEK_60_HOURS',
    severity: 'warning',
    source: 'ArbZG section 3: at most 10 hours on 6 working days',
    check({ week }) {
      const minutes = weekMinutes(week);
      if (minutes <= sixtyHoursMin || minutes === 7 * 1440) return undefined;
      return `the windows cover ${formatDuration(minutes * 60)} a week, more than anybody may work`;
    },
  },
  {
    code: 'LINT_NO_BREAK',
    severity: 'warning',
    source: 'ArbZG section 4: no more than 6 hours without a break; CNIL: no collection in breaks',
    check({ week }) {
      const longest = longestWindowMin(week);
      if (longest <= sixHoursMin) return undefined;
      return `one window runs for ${formatDuration(longest * 60)} without a break`;
    },
  },
  {
    code: 'LINT_INTERVAL_FLOOR',
    severity: 'warning',
    source: 'TOM chapter 5: no gapless tracking; BayLDA accepted 30 min standing, 600 m driving',
    check: ({ floorS }) =>
      floorS < gaplessS
        ? `the interval floor of ${formatDuration(floorS)} allows tracking without gaps`
        : undefined,
  },
  {
    code: 'LINT_NO_REVIEW',
    severity: 'warning',
    source: 'TOM chapter 14: regular review',
    check: ({ hasReview }) =>
      hasReview ? undefined : 'no review date before the end of the validity',
  },
  {
    code: 'LINT_VALIDITY_YEAR',
    severity: 'warning',
    source: 'TOM chapter 14: regular review',
    check: ({ validityDays }) =>
      validityDays > yearDays
        ? `the policy holds for ${validityDays} days, more than a year`
        : undefined,
  },
  {
    code: 'LINT_NO_HOLIDAYS',
    severity: 'warning',
    source: 'CNIL, deliberation 2015-165: no collection outside working time',
    check: ({ holidayCount, validityDays }) =>
      holidayCount === 0 && validityDays >= 90
        ? `${validityDays} days without a holiday would capture on public holidays`
        : undefined,
  },
  {
    code: 'LINT_DATE_OUTSIDE',
    severity: 'warning',
    source: 'docs/protocol/policy.md: dates outside the validity have no effect',
    check: ({ datesOutside }) =>
      datesOutside > 0
        ? `${datesOutside} holidays or exceptions lie outside the validity`
        : undefined,
  },
  {
    code: 'LINT_ALTITUDE',
    severity: 'warning',
    source: 'Meteriz et al., arXiv 1910.09041: elevation alone located people in 59 to 96 %',
    check: ({ fields }) =>
      fields.altitude ? 'altitude is captured, and tells the place by itself' : undefined,
  },
  {
    code: 'LINT_PURPOSE_FIELDS',
    severity: 'warning',
    source: 'TOM chapter 5: no performance or behaviour control; CNIL: no maximum speed',
    check: ({ fields, purpose }) =>
      purpose !== 'dispatch' && (fields.speed || fields.course)
        ? `speed or course is captured, which ${purpose} does not need`
        : undefined,
  },
];
