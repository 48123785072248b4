import type { CompiledPolicy } from '../policy.ts';
import { lintRules, type LintSeverity } from './lint-rules.ts';
import { policyFacts } from './policy-facts.ts';
import type { PolicySource } from './policy-source.ts';

export interface LintFinding {
  readonly code: string;
  readonly severity: LintSeverity;
  readonly sentence: string;
  /** Where the rule comes from. */
  readonly source: string;
}

/** What a person should know before signing, errors first. Not legal advice. */
export function lintPolicy(policy: PolicySource | CompiledPolicy): readonly LintFinding[] {
  const facts = policyFacts(policy);
  const findings = lintRules.flatMap(({ code, severity, source, ...rule }): LintFinding[] => {
    const sentence = rule.check(facts);
    return sentence === undefined ? [] : [{ code, severity, sentence, source }];
  });
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity }: LintFinding): number {
  return severity === 'error' ? 0 : 1;
}
