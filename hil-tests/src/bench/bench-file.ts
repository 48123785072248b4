import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { DataError } from '@feierabend/protocol';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

/** What a bench is made of. Later kinds of target, feed and power are further members of these unions. */
const benchFile = z.strictObject({
  'feierabend-bench': z.literal(1),
  name: z.string().min(1),
  target: z.strictObject({
    kind: z.literal('virtual'),
    /** The management line is paced like one of this speed. */
    baud: z.number().int().min(9600).max(4_000_000),
  }),
  gnss: z.literal('injection'),
  power: z.literal('simulator'),
  broker: z.literal('embedded'),
  timeouts: z.strictObject({
    startS: z.number().positive().max(600),
    answerS: z.number().positive().max(600),
  }),
});

export type Bench = z.infer<typeof benchFile>;

/** Reads a bench file. Throws {@link DataError} `BENCH_FILE` that names line and column of the first problem. */
export async function loadBench(path: string): Promise<Bench> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw unfit(basename(path), `the system said ${(cause as NodeJS.ErrnoException).code}`);
  }
  return parseBench(text, basename(path));
}

/** The same from text; `fileName` is for messages. */
export function parseBench(text: string, fileName: string): Bench {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    throw unfit(at(fileName, lines.linePos(syntax.pos[0])), syntax.message.split('\n')[0] ?? '');
  }
  const parsed = benchFile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []) as (string | number)[];
  const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
  const place = lines.linePos(node?.range?.[0] ?? 0);
  throw unfit(at(fileName, place), `${path.join('.')}: ${issue?.message ?? 'invalid'}`);
}

function at(fileName: string, { line, col }: { line: number; col: number }): string {
  return `${fileName}:${line}:${col}`;
}

function unfit(place: string, came: string): DataError {
  return new DataError({
    code: 'BENCH_FILE',
    expected: `a bench file at ${place}`,
    came,
    next: 'compare it with hil-tests/benches/virtual.yaml',
  });
}
