import type { BenchFacts } from '../../record/bench-facts.ts';
import { clauseKeys } from '../../record/clauses.ts';
import {
  isAttemptOutcome,
  isFlaky,
  isPhaseOutcome,
  isTestOutcome,
  measurementOutcome,
  runOutcome,
} from '../../record/outcomes.ts';
import type { AttemptRecord, RunRecord, TestRecord } from '../../record/run-record.ts';
import { measurementText } from '../measurement-text.ts';
import type { Mismatch } from './mismatch.ts';

/** Everything that is called something, called anew from what it is made of. */
export function checkVerdicts(record: RunRecord): readonly Mismatch[] {
  const { tests, outcome, bench } = record;
  const expected = runOutcome(record);
  const run: Mismatch[] =
    outcome === expected
      ? []
      : [{ code: 'EVIDENCE_VERDICT', where: 'the run', expected, came: outcome }];
  return [
    ...tests.flatMap((test) => checkTest(test, bench)),
    ...twice(tests.map(({ id }) => id)),
    ...run,
  ];
}

function checkTest(test: TestRecord, bench: BenchFacts): readonly Mismatch[] {
  const { id: where, outcome, attempts, flaky, clauses } = test;
  const mismatches = attempts.flatMap((attempt, index) =>
    checkAttempt(attempt, attempts.length > 1 ? `${where}, attempt ${index + 1}` : where),
  );
  if (!isTestOutcome(test, bench)) {
    const last = attempts.at(-1)?.outcome;
    const expected = last ?? 'what is not tried to say why, and not to be promised by the bench';
    mismatches.push({ code: 'EVIDENCE_VERDICT', where, expected, came: outcome });
  }
  if (flaky !== isFlaky(attempts)) {
    const expected = isFlaky(attempts) ? 'flaky' : 'not flaky';
    const came = flaky ? 'it is called flaky' : 'it is not called flaky';
    mismatches.push({ code: 'EVIDENCE_VERDICT', where, expected, came });
  }
  for (const key of clauses.filter((one) => !clauseKeys.has(one))) {
    const expected = 'a clause of docs/hil/clauses.md';
    mismatches.push({ code: 'EVIDENCE_CLAUSE', where, expected, came: key });
  }
  return mismatches;
}

function checkAttempt(attempt: AttemptRecord, where: string): Mismatch[] {
  const mismatches: Mismatch[] = [];
  for (const phase of attempt.phases) {
    for (const measurement of phase.measurements) {
      const expected = measurementOutcome(measurement);
      if (measurement.outcome === expected) continue;
      const { value, limits } = measurementText(measurement);
      const came = `${measurement.outcome} for ${value} (${limits ?? 'no limits'})`;
      const place = `${where}, ${phase.name}: ${measurement.name}`;
      mismatches.push({ code: 'EVIDENCE_MEASUREMENT', where: place, expected, came });
    }
    if (isPhaseOutcome(phase)) continue;
    const expected = 'FAIL or worse, after what was measured';
    const place = `${where}, ${phase.name}`;
    mismatches.push({ code: 'EVIDENCE_VERDICT', where: place, expected, came: phase.outcome });
  }
  if (attempt.outcome === 'PASS' && attempt.phases.every((one) => one.measurements.length === 0)) {
    const expected = 'something that was measured';
    mismatches.push({ code: 'EVIDENCE_VERDICT', where, expected, came: 'PASS and no value' });
  }
  if (!isAttemptOutcome(attempt)) {
    const expected = 'the worst of its phases, and a fault with every outcome that is bad';
    mismatches.push({ code: 'EVIDENCE_VERDICT', where, expected, came: attempt.outcome });
  }
  return mismatches;
}

function twice(ids: readonly string[]): readonly Mismatch[] {
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((where) => {
      const expected = 'a name of its own for each test';
      return { code: 'EVIDENCE_VERDICT', where, expected, came: 'it stands there twice' };
    });
}
