import { dataRules } from './data-rules.ts';
import type { LintRule } from './lint-rule.ts';
import { peopleRules } from './people-rules.ts';
import { timeRules } from './time-rules.ts';

/** Every rule; a new one is one more item in one of the lists and one row in docs/protocol/policy.md. */
export const lintRules: readonly LintRule[] = [...timeRules, ...dataRules, ...peopleRules];
