import { describe, expect, it } from 'vitest';

import { mutantsExitCode } from '../commands/mutants.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { TestRecord } from '../record/run-record.ts';
import { lanesOf } from './lanes.ts';
import { killHints } from './kill-hints.ts';
import type { Mutant } from './mutants-record.ts';
import { mutantLine, progressText } from './mutants-text.ts';
import { TrialLedger } from './trial-ledger.ts';

function ran(id: string, outcome: Outcome, durationMs = 1000): TestRecord {
  const [suite = '', name = ''] = id.split('/');
  const fault = { message: `${name} came out wrong` };
  const startedAt = '2026-11-23T08:00:00.000Z';
  const attempt = { startedAt, durationMs, outcome, phases: [], fault };
  const clauses = ['TOM-5'];
  const attempts = outcome === 'SKIP' ? [] : [attempt];
  return { id, suite, name, clauses, needs: [], attempts, outcome, flaky: false };
}

function judged(sound: readonly TestRecord[], seeded: readonly TestRecord[]): Mutant {
  const ledger = new TrialLedger();
  for (const test of sound) ledger.addSound(test);
  for (const test of seeded) ledger.add('gate-send', test);
  return ledger.judge('gate-send');
}

describe('a defect', () => {
  const sound = [ran('a/one', 'PASS'), ran('a/two', 'PASS')];

  it.each<[Outcome, Mutant['verdict']]>([
    ['FAIL', 'killed'],
    ['TIMEOUT', 'killed'],
    ['PASS', 'survived'],
    ['ERROR', 'unproven'],
    ['ABORTED', 'unproven'],
    ['SKIP', 'unproven'],
  ])('whose test ends as %s is %s', (outcome, verdict) => {
    expect(judged(sound, [ran('a/one', outcome)]).verdict).toBe(verdict);
  });

  it('is killed by the first test that fails, whatever broke before', () => {
    const mutant = judged(sound, [ran('a/one', 'ERROR'), ran('a/two', 'FAIL', 500)]);
    expect(mutant).toMatchObject({ verdict: 'killed', tests: 2, durationMs: 1500 });
    expect(mutant.killer).toMatchObject({ id: 'a/two', clauses: ['TOM-5'], outcome: 'FAIL' });
  });

  it('is not killed by a test that nobody has seen pass, or that fails anyway', () => {
    const unseen = judged(sound, [ran('b/other', 'FAIL')]);
    expect(unseen).toMatchObject({ verdict: 'unproven', killer: { id: 'b/other' } });
    expect(judged([ran('a/one', 'FAIL')], [ran('a/one', 'FAIL')]).verdict).toBe('unproven');
  });

  it('that was never tried is unproven', () => {
    expect(judged(sound, [])).toMatchObject({ verdict: 'unproven', reason: 'no test was run' });
  });
});

describe('the ledger', () => {
  it('names the killers that still have to pass, and the tests that do not', () => {
    const ledger = new TrialLedger();
    ledger.addSound(ran('a/one', 'PASS'));
    ledger.addSound(ran('a/two', 'FAIL'));
    ledger.addSound(ran('a/three', 'SKIP'));
    ledger.add('gate-late', ran('a/one', 'FAIL'));
    ledger.add('gate-send', ran('b/other', 'FAIL'));
    expect(ledger.unproven).toEqual(['b/other']);
    expect(ledger.unfit).toEqual(['a/two ended as FAIL: two came out wrong']);
    expect(ledger.proven).toEqual(['a/one']);
  });
});

describe('the lanes', () => {
  const defects = ['window-minute', 'gate-send', 'break-ignored', 'wipe-sector'] as const;
  const hints = { ...killHints, 'window-minute': 'a/one', 'break-ignored': 'a/one' };

  it('prove each place once, before the defects that are looked for there', () => {
    const lanes = lanesOf(defects, hints, 2);
    expect(lanes.map((trials) => trials.map(({ defect }) => defect))).toEqual([
      [undefined, 'window-minute', 'break-ignored'],
      [undefined, 'gate-send', 'wipe-sector'],
    ]);
    expect(lanes[0]?.[0]).toEqual({ first: ['a/one'], rest: false });
    expect(lanes[0]?.[1]).toEqual({ defect: 'window-minute', first: ['a/one'], rest: true });
  });

  it('are no more than there is work for', () => {
    expect(lanesOf(['gate-send'], hints, 4)).toHaveLength(1);
  });
});

describe('what is told', () => {
  const killed = judged([ran('a/one', 'PASS')], [ran('a/one', 'FAIL')]);
  const survived = judged([], [ran('a/one', 'PASS')]);
  const unproven = judged([], []);

  it('is a line for each defect', () => {
    expect(mutantLine(killed)).toMatch(/^KILLED +gate-send +1\.0 s {2}a\/one \(TOM-5\)$/u);
    expect(mutantLine(survived)).toMatch(/^SURVIVED gate-send .* after 1 tests$/u);
    expect(mutantLine(unproven)).toMatch(/^UNPROVEN .*: no test was run$/u);
  });

  it('is how long it may take', () => {
    expect(progressText(0, 50, 9000)).toBe('0 of 50');
    expect(progressText(10, 50, 60_000)).toBe('10 of 50, about 4 min left');
    expect(progressText(48, 50, 240_000)).toBe('48 of 50, about 10 s left');
  });

  it('is an exit code: survivors first, then what is unproven', () => {
    expect(mutantsExitCode([killed])).toBe(0);
    expect(mutantsExitCode([killed, survived, unproven])).toBe(7);
    expect(mutantsExitCode([killed, unproven])).toBe(8);
  });
});
