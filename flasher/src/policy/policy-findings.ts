import {
  formatProblem,
  policyPlaces,
  type LintFinding,
  type PolicyProblem,
  type SourcePlace,
} from '@feierabend/protocol/policy-source';

import type { Json } from '../output/event.ts';
import { ProblemList } from '../output/problem-list.ts';

/** What the lint found, and where in the file; a compiled policy has no places. */
export interface PolicyFinding extends LintFinding {
  readonly place?: SourcePlace | undefined;
}

export function placedFindings(
  text: string,
  findings: readonly LintFinding[],
): readonly PolicyFinding[] {
  const placeOf = policyPlaces(text);
  return findings.map((finding) => ({ ...finding, place: placeOf(finding.path) }));
}

export function lintLine({ severity, code, sentence, source }: LintFinding): string {
  return `${severity.padEnd(7)} ${code}: ${sentence} (${source})`;
}

export function lintFacts(findings: readonly PolicyFinding[]): Json {
  return findings.map(({ severity, code, sentence, source, path, place }) => ({
    severity,
    code,
    sentence,
    source,
    path,
    line: place?.line ?? null,
    column: place?.column ?? null,
  }));
}

/** A file that is no policy: every problem of it. */
export class PolicyProblems extends ProblemList {
  /** In the form of lint findings; the rules they break are those of the format. */
  readonly facts: Json;

  constructor(file: string, problems: readonly PolicyProblem[]) {
    const [first] = problems;
    const where = first === undefined ? '' : ` at line ${first.line}, column ${first.column}`;
    super(
      {
        code: first?.code ?? 'POLICY_SYNTAX',
        expected: `${file} to be a policy`,
        came: `it has ${countOf(problems.length, 'problem')}, the first${where}`,
        next:
          problems.length > 1
            ? 'correct the lines named above'
            : (first?.next ?? 'correct the file'),
      },
      problems.map(formatProblem),
    );
    this.facts = problems.map(({ code, message, next, line, column }) => ({
      severity: 'error',
      code,
      sentence: `${message}; ${next}`,
      source: 'docs/protocol/policy.md',
      path: null,
      line,
      column,
    }));
  }
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
