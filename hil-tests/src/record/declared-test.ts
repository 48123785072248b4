import type { Need } from './bench-facts.ts';
import type { TestRecord } from './run-record.ts';

/** A test as its suite declares it. */
export interface DeclaredTest {
  readonly id: string;
  readonly suite: string;
  readonly name: string;
  readonly clauses: readonly string[];
  readonly needs: readonly Need[];
}

/** Those of suites that a run leaves out, as its record keeps them; undefined where it leaves out none. */
export function leftOutOf(
  declared: readonly DeclaredTest[],
  suites: readonly string[],
): { id: string; clauses: string[] }[] | undefined {
  const others = declared.filter(({ suite }) => !suites.includes(suite));
  if (others.length === 0) return undefined;
  return others.map(({ id, clauses }) => ({ id, clauses: [...clauses] }));
}

/** Why a test was not tried where somebody ended the run. */
export const endedBefore = 'the run was ended before';

/** Those of suites that a run has, where it was ended while it read them. */
export function unreachedOf(
  declared: readonly DeclaredTest[],
  suites: readonly string[],
): readonly TestRecord[] {
  return declared
    .filter(({ suite }) => suites.includes(suite))
    .map(({ clauses, needs, ...test }) => ({
      ...test,
      clauses: [...clauses],
      needs: [...needs],
      attempts: [],
      outcome: 'ABORTED',
      flaky: false,
      reason: endedBefore,
    }));
}
