// Entry `@feierabend/protocol/policy-source`: what people write and read, for hosts only. A device
// needs none of it.
export {
  parsePolicySource,
  policySourceCharactersMax,
  type ParseOptions,
  type PolicyParse,
} from './policy/source/parse-policy.ts';
export { parsePolicyWithHolidays } from './policy/source/parse-with-holidays.ts';
export type {
  HolidayRegion,
  PolicySource,
  SourceRecipient,
} from './policy/source/policy-source.ts';
export type {
  HolidayAnswer,
  HolidayCalendar,
  PublicHoliday,
} from './policy/source/holiday-calendar.ts';
export { formatProblem, type PolicyProblem } from './policy/source/source-problem.ts';
export { policyPlaces, type SourcePlace } from './policy/source/locate.ts';
export { nearestWord } from './policy/source/suggestion.ts';
export { compilePolicy, type CompileOptions } from './policy/source/compile-policy.ts';
export { lintPolicy, type LintFinding } from './policy/lint/lint-policy.ts';
export { lintRules } from './policy/lint/lint-rules.ts';
export { lintSeverities, type LintRule, type LintSeverity } from './policy/lint/lint-rule.ts';
export type { LintContext } from './policy/lint/policy-facts.ts';
export { zoneDataFingerprint } from './policy/source/zone-data.ts';
export { decompilePolicy, type DecompileOptions } from './policy/source/decompile-policy.ts';
export { describePolicy } from './policy/source/describe-policy.ts';
export { diffPolicies, type PolicyDifference } from './policy/source/diff-policies.ts';
export { policyPresets } from './policy/preset/presets.ts';
export type { Preset, PresetBlanks } from './policy/preset/preset.ts';
export {
  explainPolicy,
  type ExplainedSection,
  type ExplainOptions,
} from './policy/explain/explain-policy.ts';
export { explainQuestion, type QuestionOptions } from './policy/explain/explain-question.ts';
export { explainLanguages, type ExplainLanguage } from './policy/explain/words.ts';
