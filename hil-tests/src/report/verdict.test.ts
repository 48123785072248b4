import { describe, expect, test } from 'vitest';

import type { RunSummary } from './run-summary.ts';
import { sampleSummary } from './sample-run.test-data.ts';
import { storyOf, verdictOf } from './verdict.ts';

describe('verdict', () => {
  test('a run that kept every promise is good', () => {
    expect(verdictOf(sampleSummary)).toEqual({
      good: true,
      headline: 'Only working hours left the tracker',
      problems: [],
    });
  });

  const search = sampleSummary.leakSearch;
  const broken: readonly (readonly [string, Partial<RunSummary>])[] = [
    ['a leak', { leaks: 1 }],
    ['a fix outside the windows', { fixesOutsideWindows: 1 }],
    ['an unexplained gap', { gapsExplained: false }],
    ['a fix that did not arrive', { fixesSent: sampleSummary.fixesTaken - 1 }],
    ['a lost report', { reports: { ...sampleSummary.reports, lost: 1 } }],
    ['a broken journal', { journalIntact: false }],
    ['unconfirmed firmware', { firmware: { ...sampleSummary.firmware, confirmed: false } }],
    ['a blind search', { leakSearch: { ...search, selfTest: { planted: 57, found: 56 } } }],
    ['an untested search', { leakSearch: { ...search, selfTest: { planted: 0, found: 0 } } }],
  ];
  test.each(broken)('%s alone fails the run', (_, change) => {
    const verdict = verdictOf({ ...sampleSummary, ...change });
    expect(verdict.good).toBe(false);
    expect(verdict.problems).toHaveLength(1);
  });

  test('a day without work does not claim that anything was sent', () => {
    const idle = { ...sampleSummary, fixesTaken: 0, fixesSent: 0 };
    expect(verdictOf(idle).headline).toBe('Nothing left the tracker');
  });
});

describe('story', () => {
  test('says what was found, and does not call a found leak none', () => {
    expect(storyOf(sampleSummary).join(' ')).toContain('found none of the private positions');
    const leaky = storyOf({ ...sampleSummary, leaks: 2 }).join(' ');
    expect(leaky).toContain('found private positions in 2 places');
  });

  test('says nothing about withheld time where there was none', () => {
    expect(storyOf({ ...sampleSummary, withheldSeconds: 0 }).join(' ')).not.toContain('withheld');
  });
});
