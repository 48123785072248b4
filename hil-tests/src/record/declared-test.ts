import type { Need } from './bench-facts.ts';

/** A test as its suite declares it. */
export interface DeclaredTest {
  readonly id: string;
  readonly suite: string;
  readonly name: string;
  readonly clauses: readonly string[];
  readonly needs: readonly Need[];
}
