import type { PolicyFacts } from './policy-facts.ts';

/**
 * An `error` contradicts a ruling or a promise and suspends an `apply`; a `warning` needs a reason; a
 * `note` is worth knowing, and a clean policy may have some.
 */
export const lintSeverities = ['error', 'warning', 'note'] as const;
export type LintSeverity = (typeof lintSeverities)[number];

/**
 * One thing to know about a policy before signing it. Not legal advice: the source is there to be
 * read.
 */
export interface LintRule {
  readonly code: string;
  readonly severity: LintSeverity;
  /** The key of the policy file that it is about, with dots: `capture.floor`. */
  readonly path: string;
  /** What the rule asks for, for the table in docs/protocol/policy.md. */
  readonly asks: string;
  /** The ruling, guideline or clause that the rule comes from. */
  readonly source: string;
  /** The finding as a sentence without a trailing stop, or undefined when there is none. */
  check(facts: PolicyFacts): string | undefined;
}

/** A rule that either has its one sentence or nothing to say. */
export function when(broken: boolean, sentence: string): string | undefined {
  return broken ? sentence : undefined;
}
