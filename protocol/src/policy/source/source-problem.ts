/** What a text of a policy does wrong, and where. */
export interface PolicyProblem {
  /**
   * `POLICY_SYNTAX`, `POLICY_KEY_UNKNOWN`, `POLICY_KEY_MISSING`, `POLICY_VALUE`, `POLICY_DATE`,
   * `POLICY_ZONE`, ...
   */
  readonly code: string;
  readonly fileName: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** `Expected X, but Y`, without a trailing stop. */
  readonly message: string;
  /** What to write instead, without a trailing stop. */
  readonly next: string;
}

/** One line as compilers write it, so that editors can jump to the place. */
export function formatProblem(problem: PolicyProblem): string {
  const { fileName, line, column, message, next } = problem;
  const stop = next.startsWith('did you mean') ? '?' : '.';
  return `${fileName}:${line}:${column}: ${message}; ${next}${stop}`;
}

/** What a check of a value found; the reader adds the place. */
export interface ValueProblem {
  readonly code: string;
  readonly expected: string;
  readonly came: string;
  readonly next: string;
  /** Where in the text of the value, in UTF-16 units. */
  readonly at?: number;
}

/** A value, or what is wrong with it. */
export type Checked<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly ValueProblem[] };
