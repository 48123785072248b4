import type { DeclaredTest } from '../record/clauses-page.ts';

let listed: DeclaredTest[] | undefined;

/** Calls declarations of suites and tells what they declare, instead of handing it to vitest. */
export function listTests(declarations: readonly (() => void)[]): readonly DeclaredTest[] {
  const tests: DeclaredTest[] = [];
  listed = tests;
  try {
    for (const declare of declarations) declare();
    return tests;
  } finally {
    listed = undefined;
  }
}

/** Whether tests are only being listed; then this one is. */
export function isListed(test: DeclaredTest): boolean {
  listed?.push(test);
  return listed !== undefined;
}
