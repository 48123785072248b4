import { missingNeed } from '../../record/bench-facts.ts';
import { leftOutOf, type DeclaredTest } from '../../record/declared-test.ts';
import type { RunRecord, TestRecord } from '../../record/run-record.ts';
import type { Mismatch } from './mismatch.ts';

/** A machine may set its clock while a run goes on. */
const clockStepMs = 60_000;

/** The tests of the record are those that its suites have, no more and no less, and each is what its suite declares. */
export function checkTests(
  { tests, suites, bench, benchFaults, leftOut }: RunRecord,
  declared: readonly DeclaredTest[],
): readonly Mismatch[] {
  const [expectedOut, cameOut] = [leftOutOf(declared, suites), leftOut].map((one) =>
    JSON.stringify(one ?? []),
  );
  const due = declared.filter(({ suite }) => suites.includes(suite));
  const there = new Set(tests.map(({ id }) => id));
  // Where the bench broke, a suite may not even have been read.
  const missing = benchFaults.length > 0 ? [] : due.filter(({ id }) => !there.has(id));
  const unlike =
    expectedOut === cameOut
      ? []
      : [other('the run', 'the tests of every suite that it has left out', 'others are named')];
  return [
    ...unlike,
    ...missing.map(({ id, suite }) => other(id, `a test of the suite ${suite}`, 'it is not there')),
    ...tests.flatMap((test) => {
      const own = due.find(({ id }) => id === test.id);
      if (own === undefined) return [other(test.id, 'a test of the suites', 'no suite has it')];
      const [expected, came] = [factsOf(own), factsOf(test)];
      if (expected !== came) return [other(test.id, expected, came)];
      const reason = missingNeed(test.needs, bench);
      if (test.outcome !== 'SKIP' || reason === undefined || reason === test.reason) return [];
      return [other(test.id, reason, test.reason ?? 'no reason')];
    }),
  ];
}

function factsOf({ suite, name, clauses, needs }: DeclaredTest | TestRecord): string {
  return `${suite}: ${name}, for ${clauses.join(' ')}, with ${needs.join(' ')}`;
}

function other(where: string, expected: string, came: string): Mismatch {
  return { code: 'EVIDENCE_TESTS', where, expected, came };
}

/** A run ends after it began, and its attempts are in between. */
export function checkTimes({ startedAt, endedAt, tests }: RunRecord): readonly Mismatch[] {
  const [fromMs, untilMs] = [Date.parse(startedAt), Date.parse(endedAt)];
  const span = `times from ${startedAt} to ${endedAt}`;
  const run = fromMs <= untilMs ? [] : [{ where: 'the run', came: 'it ends before it begins' }];
  const outside = tests.flatMap(({ id: where, attempts }) => {
    const strange = attempts.find(({ startedAt: at, durationMs }) => {
      const beginMs = Date.parse(at);
      return beginMs < fromMs - clockStepMs || beginMs + durationMs > untilMs + clockStepMs;
    });
    if (strange === undefined) return [];
    return [{ where, came: `an attempt at ${strange.startedAt} of ${strange.durationMs} ms` }];
  });
  return [...run, ...outside].map((one) => ({ code: 'EVIDENCE_TIMES', expected: span, ...one }));
}
