import { describe, expect, it } from 'vitest';

import { dayNumberOf, formatDayNumber } from '../day-number.ts';
import { houseExample } from '../sample-policy.suite.ts';
import { parsePolicySource } from '../source/parse-policy.ts';
import type { HolidayRegion } from '../source/policy-source.ts';
import { formatProblem } from '../source/source-problem.ts';
import { holidayCodes, publicHolidays } from './public-holidays.ts';

const dates = (region: HolidayRegion, from = '2027-01-01', until = '2027-12-31') => {
  const span = { fromDay: dayNumberOf(from) ?? 0, untilDay: dayNumberOf(until) ?? 0 };
  const answer = publicHolidays(region, span);
  return (answer.problem === undefined ? answer.holidays : []).map(({ dayNumber }) =>
    formatDayNumber(dayNumber),
  );
};

/** In all German states, 2027; Easter Sunday is 28 March. */
const everywhere = [
  '2027-01-01',
  '2027-03-26',
  '2027-03-29',
  '2027-05-01',
  '2027-05-06',
  '2027-05-17',
  '2027-10-03',
  '2027-12-25',
  '2027-12-26',
];

/** What the states have on top, by their laws; Bavaria without Assumption, which is local there. */
const more: Readonly<Record<string, readonly string[]>> = {
  BW: ['2027-01-06', '2027-05-27', '2027-11-01'],
  BY: ['2027-01-06', '2027-05-27', '2027-11-01'],
  BE: ['2027-03-08'],
  BB: ['2027-03-28', '2027-05-16', '2027-10-31'],
  HB: ['2027-10-31'],
  HH: ['2027-10-31'],
  HE: ['2027-05-27'],
  MV: ['2027-03-08', '2027-10-31'],
  NI: ['2027-10-31'],
  NW: ['2027-05-27', '2027-11-01'],
  RP: ['2027-05-27', '2027-11-01'],
  SL: ['2027-05-27', '2027-08-15', '2027-11-01'],
  SN: ['2027-10-31', '2027-11-17'],
  ST: ['2027-01-06', '2027-10-31'],
  SH: ['2027-10-31'],
  TH: ['2027-09-20', '2027-10-31'],
};

describe('public holidays', () => {
  it.each(Object.entries(more))('of DE-%s are those of its law', (state, own) => {
    expect(dates({ country: 'DE', state })).toEqual([...everywhere, ...own].toSorted());
  });

  it('are known for all 16 German states', () => {
    expect(Object.keys(holidayCodes({ country: 'DE' })).toSorted()).toEqual(
      Object.keys(more).toSorted(),
    );
  });

  it('of a town in a state are known as well', () => {
    expect(dates({ country: 'DE', state: 'BY', region: 'A' })).toContain('2027-08-08');
  });

  it('of other countries are theirs, with substitute days', () => {
    expect(dates({ country: 'FR' })).toContain('2027-07-14');
    expect(dates({ country: 'AT' })).toContain('2027-10-26');
    expect(dates({ country: 'US' })).toContain('2027-07-05');
  });

  it('end with the span, over years too', () => {
    const found = dates({ country: 'DE', state: 'BY' }, '2026-12-26', '2028-01-01');
    expect([found[0], found.at(-1)]).toEqual(['2026-12-26', '2028-01-01']);
    expect(found).toHaveLength(1 + 12 + 1);
  });
});

describe('a policy file with a region for its holidays', () => {
  const withRegion = (region: string) =>
    parsePolicySource(houseExample.replace('[2026-12-25, 2026-12-26]', region), {
      fileName: 'vans.yaml',
      holidays: publicHolidays,
    });

  it('has the dates of the region inside its validity', () => {
    const parsed = withRegion('{ country: DE, state: BY }');
    const found = parsed.ok ? parsed.source.exceptions : [];
    const free = found.filter(({ windows }) => windows.length === 0);
    expect(free.map(({ dayNumber }) => formatDayNumber(dayNumber))).toEqual(
      dates({ country: 'DE', state: 'BY' }, '2026-11-01', '2027-10-31'),
    );
    expect(parsed).toMatchObject({
      source: { holidayRegion: { country: 'DE', state: 'BY' }, workedHolidays: [] },
    });
  });

  it('may have dates beside them, and work on some', () => {
    const text = houseExample
      .replace('[2026-12-25, 2026-12-26]', '{ country: DE, state: BY, also: [2026-12-31] }')
      .replace('2026-12-24: 08', '2026-12-25: 08');
    const parsed = parsePolicySource(text, { fileName: 'x', holidays: publicHolidays });
    expect(parsed).toMatchObject({
      ok: true,
      source: { workedHolidays: [dayNumberOf('2026-12-25')] },
    });
    const found = parsed.ok ? parsed.source.exceptions.map(({ dayNumber }) => dayNumber) : [];
    expect(found).toContain(dayNumberOf('2026-12-31'));
    expect(new Set(found).size).toBe(found.length);
  });

  it.each([
    ['{ country: de }', /^vans\.yaml:9:22: .*"de" is none; did you mean "DE"\?$/u],
    ['{ country: DE, state: BJ }', /^vans\.yaml:9:33: .*"BJ" is none; did you mean "BB"\?$/u],
    ['{ country: XX }', /^vans\.yaml:9:22: .*ISO 3166-1/u],
    ['{ country: DE, region: A }', /^vans\.yaml:9:34: .*write a state beside it/u],
    ['{ country: DE, stat: BY }', /^vans\.yaml:9:26: .*did you mean "state"\?$/u],
  ])('points at the mistake in %s', (region, wanted) => {
    const parsed = withRegion(region);
    expect(parsed.ok ? '' : formatProblem(parsed.problems[0] as never)).toMatch(wanted);
  });

  it('is refused by a reader that was given no calendar', () => {
    const text = houseExample.replace('[2026-12-25, 2026-12-26]', '{ country: DE }');
    const parsed = parsePolicySource(text, { fileName: 'x' });
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ code: 'POLICY_HOLIDAY_CALENDAR' }]);
  });
});
