import type { DeclaredTest } from '../record/declared-test.ts';
import { suiteNames, suites } from '../suites/suite-list.ts';

let listed: DeclaredTest[] | undefined;

/** Calls declarations of suites and tells what they declare, instead of handing it to vitest. */
function listTests(declarations: readonly (() => void)[]): readonly DeclaredTest[] {
  const tests: DeclaredTest[] = [];
  listed = tests;
  try {
    for (const declare of declarations) declare();
    return tests;
  } finally {
    listed = undefined;
  }
}

/** Every test of every suite. */
export async function declaredTests(): Promise<readonly DeclaredTest[]> {
  return listTests(await Promise.all(suiteNames.map((name) => suites[name]())));
}

/** Whether tests are only being listed; then this one is. */
export function isListed(test: DeclaredTest): boolean {
  listed?.push(test);
  return listed !== undefined;
}
