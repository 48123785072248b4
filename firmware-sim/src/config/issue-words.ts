import type { z } from 'zod';

/** What a schema expected and what came, where it has no words of its own. */
export const issueWords: z.core.$ZodErrorMap = (issue) => {
  const expected = expectedText(issue);
  return expected === undefined ? undefined : `${expected}${cameText(issue)}`;
};

/** Undefined for what people do not meet. */
function expectedText(issue: z.core.$ZodRawIssue | z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kindText(issue.expected)}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}`;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${sizeText(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${sizeText(issue.maximum, issue.origin)}`;
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options)) {
        return `expected ${oneOf(issue.options)}`;
      }
      return issue.errors
        .flatMap(([one]) => (one === undefined ? [] : [expectedText(one) ?? one.message]))
        .join(', or ');
    default:
      return undefined;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

function kindText(kind: string): string {
  return kinds[kind] ?? kind;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? texts.join('') : `one of ${texts.join(', ')}`;
}

function sizeText(size: number | bigint, origin: string): string {
  const of = { string: ' characters', array: ' in the list' }[origin] ?? '';
  return `${size}${of}`;
}

const textCharsMax = 60;

/** A short value as it is, another one by its kind; that one is missing or empty is told with its place. */
function cameText(issue: z.core.$ZodRawIssue): string {
  const { input } = issue;
  if (input === undefined || input === null || 'options' in issue) return '';
  if (Array.isArray(input)) return `, but it is ${input.length === 0 ? 'an empty list' : 'a list'}`;
  if (typeof input === 'object') return `, but it is ${kinds['object']}`;
  const text = JSON.stringify(input);
  const came = text.length > textCharsMax ? kindText(typeof input) : text;
  return `, but it is ${came}${isUnquoted(issue) ? ', which is text only in quotes' : ''}`;
}

function isUnquoted(issue: z.core.$ZodRawIssue): boolean {
  if (typeof issue.input === 'string') return false;
  if (issue.code === 'invalid_type') return issue.expected === 'string';
  return issue.code === 'invalid_value' && issue.values.includes(String(issue.input));
}
