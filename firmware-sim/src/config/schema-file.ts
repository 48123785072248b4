import { readFile } from 'node:fs/promises';

import { DataError } from '@feierabend/protocol';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';

import { issueWords } from './issue-words.ts';

const problemsShownMax = 5;

/** A kind of YAML file that people write. */
export interface FileKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly code: string;
  /** Such as `a bench file`. */
  readonly what: string;
  readonly next: string;
}

/** Reads a file of this kind. Throws {@link DataError} that names line and column of each problem. */
export async function loadFile<Schema extends z.ZodType>(
  path: string,
  kind: FileKind<Schema>,
): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw unfit(kind, path, [`the system said ${(cause as NodeJS.ErrnoException).code}`]);
  }
  return parseFile(text, path, kind);
}

/** The same from text; `fileName` is for messages. */
export function parseFile<Schema extends z.ZodType>(
  text: string,
  fileName: string,
  kind: FileKind<Schema>,
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    throw unfit(kind, place(syntax.pos[0]), [syntax.message.split('\n')[0] ?? '']);
  }
  const parsed = kind.schema.safeParse(
    unfolded(document, (came) => unfit(kind, place(aliasOffset(document)), [came])),
    { error: issueWords },
  );
  if (parsed.success) return parsed.data;
  // A key nobody knows explains one that is missing.
  const issues = parsed.error.issues.toSorted((a, b) => rank(a) - rank(b));
  const problems = issues.flatMap((issue) => problemsOf(issue, document));
  const [first] = problems;
  throw unfit(
    kind,
    place(first?.offset ?? 0),
    problems.map(({ what, offset }, at) => (at === 0 ? what : `${place(offset)} ${what}`)),
  );
}

/** An alias that names nothing, or aliases of aliases that unfold without end, show only here. */
function unfolded(document: Document, refuse: (came: string) => DataError): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw refuse(error.message);
  }
}

function aliasOffset(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias: (_key, node) => {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function rank(issue: z.core.$ZodIssue): number {
  return issue.code === 'unrecognized_keys' ? 0 : 1;
}

interface Problem {
  readonly what: string;
  readonly offset: number;
}

function problemsOf(issue: z.core.$ZodIssue, document: Document): Problem[] {
  const path = issue.path as (string | number)[];
  const named = (key: readonly (string | number)[]): string => key.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      what: `${named([...path, key])}: nobody knows this key`,
      offset: keyOffset(document, path, key),
    }));
  }
  if (document.contents === null) return [{ what: 'the file is empty', offset: 0 }];
  const absent = document.hasIn(path) ? 'is left empty' : 'is missing';
  const isAbsent = (document.getIn(path) ?? null) === null;
  const what = isAbsent ? `it ${absent} (${issue.message})` : issue.message;
  return [{ what: `${named(path)}: ${what}`, offset: offsetOf(document, path) }];
}

/** Where the value stands, or the nearest thing around it that is there. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: readonly (string | number)[], key: string): number {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(document, path);
}

function unfit<Schema extends z.ZodType>(
  { code, what, next }: FileKind<Schema>,
  place: string,
  problems: readonly string[],
): DataError {
  const more = problems.length - problemsShownMax;
  const shown = problems.slice(0, problemsShownMax).join('; ');
  return new DataError({
    code,
    expected: `${what} at ${place}`,
    came: more > 0 ? `${shown}; and ${more} more` : shown,
    next,
  });
}
