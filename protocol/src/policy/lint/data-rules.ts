import { dayS } from '../day-number.ts';
import { formatDuration } from '../source/quantity.ts';
import { when, type LintRule } from './lint-rule.ts';
import { hasPeople } from './policy-facts.ts';

const twoMonthsS = 62 * dayS;
const yearS = 366 * dayS;
const luneburgDays = 150;
const wiesbadenDays = 400;
const gaplessS = 10;
const parkedAcceptedS = 1800;
/** 600 m at 50 km/h, whole seconds. */
const drivenAcceptedS = 43;
const exactM = 10;

const cnil = 'CNIL, deliberation 2015-165, norm 51 (historic)';
const byDefault = 'GDPR Art. 25(2): by default only what is necessary';

/** What a policy captures, how finely, how long it is kept, and who reads it. */
export const dataRules: readonly LintRule[] = [
  {
    code: 'LINT_RETENTION_400_DAYS',
    severity: 'error',
    path: 'retention',
    asks: 'retention below 400 days',
    source: 'VG Wiesbaden, 17.01.2022, 6 K 1164/21.WI: 55 vehicles for 400 days were unlawful',
    check: ({ retentionS }) =>
      when(
        retentionS >= wiesbadenDays * dayS,
        `reports are kept for ${formatDuration(retentionS)}; ${wiesbadenDays} d were ruled unlawful`,
      ),
  },
  {
    code: 'LINT_RETENTION_150_DAYS',
    severity: 'error',
    path: 'retention',
    asks: 'retention below 150 days',
    source: 'VG Lüneburg, 19.03.2019, 4 A 12/19: every route for 150 days was not necessary',
    check: ({ retentionS }) =>
      when(
        retentionS >= luneburgDays * dayS,
        `reports are kept for ${formatDuration(retentionS)}; ${luneburgDays} d were ruled unlawful`,
      ),
  },
  {
    code: 'LINT_RETENTION_2_MONTHS',
    severity: 'warning',
    path: 'retention',
    asks: 'retention of at most 2 months, or a year as proof of service',
    source: `${cnil}: 2 months, 1 year as proof of service; GDPR Art. 5(1)(e)`,
    check: ({ retentionS, purpose }) =>
      when(
        retentionS > (purpose === 'proof-of-service' ? yearS : twoMonthsS) &&
          (purpose === 'proof-of-service' || retentionS < luneburgDays * dayS),
        `reports are kept for ${formatDuration(retentionS)}, longer than ${
          purpose === 'proof-of-service' ? 'a year' : 'two months'
        }`,
      ),
  },
  {
    code: 'LINT_INTERVAL_FLOOR',
    severity: 'warning',
    path: 'capture.floor',
    asks: 'a floor of at least 10 s',
    source: 'TOM chapter 5: no gapless tracking; BayLDA: intervals must not be too small',
    check: ({ floorS }) =>
      when(
        floorS < gaplessS,
        `the interval floor of ${formatDuration(floorS)} allows tracking without gaps`,
      ),
  },
  {
    code: 'LINT_DENSER_THAN_600_M',
    severity: 'note',
    path: 'capture.moving',
    asks: 'moving: 43 s or more, which is 600 m at 50 km/h',
    source: 'BayLDA, activity report: a position every 600 m driving was still acceptable',
    check: (facts) =>
      when(
        hasPeople(facts) && facts.hasWindows && facts.movingS < drivenAcceptedS,
        `a fix every ${formatDuration(facts.movingS)} is denser than every 600 m at 50 km/h`,
      ),
  },
  {
    code: 'LINT_DENSER_THAN_30_MIN',
    severity: 'note',
    path: 'capture.parked',
    asks: 'parked: 30 min or more',
    source: 'BayLDA, activity report: a position every 30 min standing was still acceptable',
    check: (facts) =>
      when(
        hasPeople(facts) && facts.hasWindows && facts.parkedS < parkedAcceptedS,
        `a fix every ${formatDuration(facts.parkedS)} while parked is more than every 30 min`,
      ),
  },
  {
    code: 'LINT_PERSON_PRECISION',
    severity: 'warning',
    path: 'capture.precision',
    asks: '10 m or coarser when a person carries the device',
    source: `${byDefault}; EDPB 01/2020 section 2.4: level of detail fit for the purpose`,
    check: ({ carriedBy, precisionM, hasWindows }) =>
      when(
        carriedBy === 'person' && hasWindows && precisionM < exactM,
        `a person is followed to ${precisionM} m`,
      ),
  },
  {
    code: 'LINT_ALTITUDE',
    severity: 'warning',
    path: 'capture.fields',
    asks: 'no altitude',
    source: 'Meteriz et al., arXiv 1910.09041: elevation alone located people in 59 to 96 %',
    check: ({ fields }) =>
      when(fields.altitude, 'altitude is captured, and tells the place by itself'),
  },
  {
    code: 'LINT_PURPOSE_FIELDS',
    severity: 'warning',
    path: 'capture.fields',
    asks: 'speed and course only for dispatch',
    source: `TOM chapter 5: no performance or behaviour control; ${cnil}: no maximum speed`,
    check: ({ fields, purpose }) =>
      when(
        purpose !== 'dispatch' && (fields.speed || fields.course),
        `speed or course is captured, which ${purpose} does not need`,
      ),
  },
  {
    code: 'LINT_RECIPIENTS',
    severity: 'note',
    path: 'recipients',
    asks: 'at most 3 recipients',
    source: `${byDefault}, also for the accessibility; TOM chapter 4: need to know`,
    check: ({ recipientCount }) =>
      when(recipientCount > 3, `${recipientCount} recipients can open the reports`),
  },
];
