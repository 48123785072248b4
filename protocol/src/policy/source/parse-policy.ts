import { LineCounter } from 'yaml';
import type { z } from 'zod';

import type { HolidayCalendar } from './holiday-calendar.ts';
import { placeOf, type PlaceQuery } from './place.ts';
import type { PolicySource } from './policy-source.ts';
import type { IssueParams } from './shape-parts.ts';
import type { PolicyProblem, ValueProblem } from './source-problem.ts';
import { keysAt, sourceShape } from './source-shape.ts';
import { nearestWord, suggest } from './suggestion.ts';
import { readYaml } from './yaml-text.ts';

export type PolicyParse =
  | { readonly ok: true; readonly source: PolicySource }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export interface ParseOptions {
  readonly fileName: string;
  /** For files that name a country or a state instead of dates; without it they are refused. */
  readonly holidays?: HolidayCalendar | undefined;
}

export const policySourceCharactersMax = 65_536;

/** More than these help nobody. */
const problemsMax = 50;
/** A problem costs a look at the file, or at all words it may mean: thousands would take long. */
const examinedMax = 4 * problemsMax;

type Issue = z.core.$ZodIssue;

interface Placed extends ValueProblem, PlaceQuery {
  /** Of a missing key: its path. */
  readonly missingPath?: string;
  /** Of an unknown key: the path of the key that was probably meant. */
  readonly meantPath?: string | undefined;
}

/**
 * Reads a policy file: YAML 1.2 whose scalars all stay texts, so that `08:00` is a time and `no` a
 * word, then our own rules. Every problem has its line and column. Never throws, whatever the text
 * is.
 */
export function parsePolicySource(text: string, { fileName, holidays }: ParseOptions): PolicyParse {
  if (text.length > policySourceCharactersMax) {
    return { ok: false, problems: [tooLong(fileName, text.length)] };
  }
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const read = readYaml(text, lines);
  if (read.faults !== undefined) {
    const problems = read.faults.slice(0, problemsMax).map(({ offset, came, next }) => ({
      ...syntaxProblem(fileName, came, next),
      ...place(offset),
    }));
    return { ok: false, problems };
  }
  const parsed = sourceShape(read.value, holidays).safeParse(read.value, { reportInput: true });
  if (parsed.success) return { ok: true, source: { fileName, ...parsed.data } };
  const found = withoutConsequences(parsed.error.issues.flatMap(problemsOf));
  const problems = found.slice(0, examinedMax).map((problem) => {
    const { code, expected, came, next } = problem;
    const where = place(placeOf(read.root, text, problem));
    return { code, fileName, ...where, message: `Expected ${expected}, but ${came}`, next };
  });
  return { ok: false, problems: problems.toSorted(byPlace).slice(0, problemsMax) };
}

/** Turns what zod found into our sentences; our own checks bring theirs along. */
function problemsOf(issue: Issue): readonly Placed[] {
  const { path } = issue;
  if (issue.code === 'custom') {
    const { problem, inKey } = issue.params as unknown as IssueParams;
    return [{ ...problem, path, inKey: inKey === true }];
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, examinedMax).map((key) => unknownKey(key, path));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return [wrongChoice(issue.input, values, path)];
  }
  if (issue.code === 'invalid_type') {
    const isMissing = issue.input === undefined && path.length > 0;
    return [isMissing ? missingKey(path) : wrongKind(issue.expected, path)];
  }
  return [wrongKind('another value', path)];
}

/** A mistyped key is one mistake, not one unknown key and one missing key. */
function withoutConsequences(problems: readonly Placed[]): readonly Placed[] {
  const meant = new Set(problems.map(({ meantPath }) => meantPath).filter(Boolean));
  return problems.filter(({ missingPath }) => missingPath === undefined || !meant.has(missingPath));
}

function unknownKey(key: string, path: readonly PropertyKey[]): Placed {
  const known = keysAt(path);
  const meant = nearestWord(key, known);
  return {
    code: 'POLICY_KEY_UNKNOWN',
    expected: `a key that ${nameOf(path)} has`,
    came: `"${key}" is none`,
    next: suggest(key, known),
    path: [...path, key],
    inKey: true,
    meantPath: meant === undefined ? undefined : nameOf([...path, meant]),
  };
}

function missingKey(path: readonly PropertyKey[]): Placed {
  return {
    code: 'POLICY_KEY_MISSING',
    expected: `the key "${String(path.at(-1) ?? '')}" in ${nameOf(path.slice(0, -1))}`,
    came: 'it is missing',
    next: 'add it',
    path: path.slice(0, -1),
    inKey: true,
    missingPath: nameOf(path),
  };
}

function wrongChoice(
  input: unknown,
  values: readonly string[],
  path: readonly PropertyKey[],
): Placed {
  if (input === undefined) return missingKey(path);
  const word = typeof input === 'string' ? input : '';
  return {
    code: 'POLICY_VALUE',
    expected: `${values.map((value) => `"${value}"`).join(' or ')} for ${nameOf(path)}`,
    came: word === '' ? 'it is something else' : `it is "${word}"`,
    next: suggest(word, values),
    path,
  };
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

function wrongKind(expected: string, path: readonly PropertyKey[]): Placed {
  return {
    code: 'POLICY_VALUE',
    expected: `${kinds[expected] ?? expected} for ${nameOf(path)}`,
    came: 'it is something else',
    next: 'compare it with the example in docs/protocol/policy.md',
    path,
  };
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the policy' : `"${path.map(String).join('.')}"`;
}

function syntaxProblem(fileName: string, came: string, next?: string): PolicyProblem {
  return {
    code: 'POLICY_SYNTAX',
    fileName,
    line: 1,
    column: 1,
    message: `Expected one document in YAML 1.2, but ${came}`,
    next: next ?? 'correct the indentation, quotes or brackets at this place',
  };
}

function tooLong(fileName: string, characters: number): PolicyProblem {
  const next = `keep it below ${policySourceCharactersMax} characters`;
  return syntaxProblem(fileName, `it has ${characters} characters`, next);
}

function byPlace(a: PolicyProblem, b: PolicyProblem): number {
  return a.line - b.line || a.column - b.column;
}
