import { worstOf, type Outcome } from '../outcome/outcome.ts';
import { missingNeed, type BenchFacts } from './bench-facts.ts';
import type {
  AttemptRecord,
  Measurement,
  PhaseRecord,
  RunRecord,
  TestRecord,
} from './run-record.ts';

/** Within its limits, and equal to what was expected. A measurement without limits is a fact, and passes. */
export function measurementOutcome(
  measurement: Omit<Measurement, 'outcome'>,
): Measurement['outcome'] {
  const { value, min, max, expected } = measurement;
  const isLimited = min !== undefined || max !== undefined;
  const isWithin =
    !isLimited ||
    (typeof value === 'number' && value >= (min ?? -Infinity) && value <= (max ?? Infinity));
  return isWithin && (expected === undefined || value === expected) ? 'PASS' : 'FAIL';
}

/** The best a phase may be called after what was measured in it. */
function bestOfPhase({ measurements }: PhaseRecord): Outcome {
  return measurements.some(({ outcome }) => outcome === 'FAIL') ? 'FAIL' : 'PASS';
}

export function isPhaseOutcome(phase: PhaseRecord): boolean {
  if (phase.outcome === 'SKIP') return bestOfPhase(phase) === 'PASS';
  return worstOf([phase.outcome, bestOfPhase(phase)]) === phase.outcome;
}

/** Whether an attempt may be called what it is called: never better than its phases, and bad only with a reason. */
export function isAttemptOutcome({ outcome, phases, fault }: AttemptRecord): boolean {
  const worst = worstOf(['PASS', ...phases.map((phase) => phase.outcome)]);
  if (fault === undefined) return outcome === worst;
  return outcome !== 'PASS' && outcome !== 'SKIP' && worstOf([outcome, worst]) === outcome;
}

/** A test is what its last attempt was. */
function testOutcome(attempts: readonly AttemptRecord[]): Outcome {
  return attempts.at(-1)?.outcome ?? 'SKIP';
}

/** Whether a test may be called what it is called. One that was never tried says why, and has proved nothing. */
export function isTestOutcome(test: TestRecord, bench: BenchFacts): boolean {
  if (test.attempts.length > 0) return test.outcome === testOutcome(test.attempts);
  if (test.outcome === 'PASS' || (test.reason ?? '') === '') return false;
  // A skip of something the bench promises is a failure.
  return test.outcome !== 'SKIP' || missingNeed(test.needs, bench) !== undefined;
}

/** It passed, and not at once. */
export function isFlaky(attempts: readonly AttemptRecord[]): boolean {
  return testOutcome(attempts) === 'PASS' && attempts.some(({ outcome }) => outcome !== 'PASS');
}

export function runOutcome({
  tests,
  benchFaults,
}: Pick<RunRecord, 'tests' | 'benchFaults'>): Outcome {
  const bench: readonly Outcome[] = benchFaults.length > 0 ? ['ERROR'] : [];
  return worstOf([...tests.map(({ outcome }) => outcome), ...bench]);
}
