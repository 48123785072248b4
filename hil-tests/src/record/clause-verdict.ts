import type { Outcome } from '../outcome/outcome.ts';
import type { ClauseRow } from './clause-row.ts';
import { clauses } from './clauses.ts';
import type { RunRecord, TestRecord } from './run-record.ts';

/**
 * What a run says about a clause. `partly` is what a bench can say that is not made for all of its tests, and the
 * most there is where no test tries the whole promise. `open` is the honest
 * answer for everything that no test has tried: it does not mean that the clause does not hold, nor that it does.
 */
export const clauseVerdicts = ['proved', 'partly', 'failed', 'open', 'organisational'] as const;
export type ClauseVerdict = (typeof clauseVerdicts)[number];

export interface JudgedClause {
  readonly row: ClauseRow;
  readonly verdict: ClauseVerdict;
  /** Those that name the clause, in the order of the run. */
  readonly tests: readonly TestRecord[];
  /** How many more name it that are in suites this run has left out. */
  readonly leftOut: number;
}

type Judged = Pick<RunRecord, 'tests' | 'leftOut'>;

/** The verdict of each row, from the tests alone. */
export function judgeClauses({ tests, leftOut = [] }: Judged): readonly JudgedClause[] {
  const judged = clauses.map((row): JudgedClause => {
    const isOwn = (test: { readonly clauses: readonly string[] }): boolean =>
      test.clauses.some((key) => row.keys.includes(key));
    const own = tests.filter(isOwn);
    const parts = { row, tests: own, leftOut: leftOut.filter(isOwn).length };
    if (row.kind === 'organisational') return { ...parts, verdict: 'organisational' };
    const verdict = verdictOf(own);
    const isPart = parts.leftOut > 0 || row.untried !== undefined;
    return { ...parts, verdict: verdict === 'proved' && isPart ? 'partly' : verdict };
  });
  return judged.map((one) =>
    one.row.kind === 'sum' ? { ...one, verdict: sumOf(judged, one) } : one,
  );
}

/**
 * The product fails a clause with one test (FAIL, TIMEOUT). What the bench broke or somebody ended (ERROR, ABORTED) leaves it
 * open, whatever the other tests say. What was skipped proves nothing, and what passed beside it proves a part.
 */
function verdictOf(tests: readonly TestRecord[]): ClauseVerdict {
  const has = (...wanted: readonly Outcome[]) =>
    tests.some(({ outcome }) => wanted.includes(outcome));
  if (has('FAIL', 'TIMEOUT')) return 'failed';
  if (!has('PASS') || has('ERROR', 'ABORTED')) return 'open';
  return has('SKIP') ? 'partly' : 'proved';
}

/** Failed with the first of the rows, open as long as one is, and proved with the last. */
function sumOf(judged: readonly JudgedClause[], sum: JudgedClause): ClauseVerdict {
  const parts = judged
    .filter(({ row }) => row.kind === undefined)
    .map(({ verdict }) => verdict)
    .concat(sum.tests.length > 0 ? [sum.verdict] : []);
  if (parts.includes('failed')) return 'failed';
  if (parts.length === 0 || parts.includes('open')) return 'open';
  return parts.includes('partly') ? 'partly' : 'proved';
}
