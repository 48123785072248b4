// Entry `@feierabend/protocol/policy-source`: what people write and read, for hosts only. A device
// needs none of it.
export {
  parsePolicySource,
  policySourceCharactersMax,
  type PolicyParse,
} from './policy/source/parse-policy.ts';
export type { PolicySource, SourceRecipient } from './policy/source/policy-source.ts';
export { formatProblem, type PolicyProblem } from './policy/source/source-problem.ts';
export { compilePolicy, type CompileOptions } from './policy/source/compile-policy.ts';
export { lintPolicy, type LintFinding } from './policy/source/lint-policy.ts';
export { lintRules, type LintRule, type LintSeverity } from './policy/source/lint-rules.ts';
export { describePolicy } from './policy/source/describe-policy.ts';
export {
  diffPolicies,
  type PolicyDifference,
  type PolicyEffect,
} from './policy/source/diff-policies.ts';
