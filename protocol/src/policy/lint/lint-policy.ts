import type { CompiledPolicy } from '../policy.ts';
import type { PolicySource } from '../source/policy-source.ts';
import { lintSeverities, type LintSeverity } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';
import { policyFacts, type LintContext } from './policy-facts.ts';

export interface LintFinding {
  readonly code: string;
  readonly severity: LintSeverity;
  readonly sentence: string;
  /** The key of the policy file that it is about, with dots; the file may do without it. */
  readonly path: string;
  /** Where the rule comes from. */
  readonly source: string;
}

/**
 * What a person should know before signing, errors first. Not legal advice. With a time it also
 * looks at review and end; with the time zone data of this machine it also looks at the clock.
 */
export function lintPolicy(
  policy: PolicySource | CompiledPolicy,
  context: LintContext = {},
): readonly LintFinding[] {
  const facts = policyFacts(policy, context);
  const findings = lintRules.flatMap(({ code, severity, path, source, ...rule }): LintFinding[] => {
    const sentence = rule.check(facts);
    return sentence === undefined ? [] : [{ code, severity, sentence, path, source }];
  });
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity }: LintFinding): number {
  return lintSeverities.indexOf(severity);
}
