import { failed, ok, type Result } from '@feierabend/protocol';
import type { z } from 'zod';

import {
  recordsContent,
  timingContent,
  windowsContent,
  type RecordsContent,
  type TimingContent,
  type WindowsContent,
} from '../record/attachment-content.ts';

/** An attachment of that kind, read by its schema. */
export const readWindows = (bytes: Uint8Array): Result<WindowsContent> =>
  readAs(windowsContent, bytes, 'feierabend/windows/1');
export const readRecords = (bytes: Uint8Array): Result<RecordsContent> =>
  readAs(recordsContent, bytes, 'feierabend/records/1');
export const readTiming = (bytes: Uint8Array): Result<TimingContent> =>
  readAs(timingContent, bytes, 'feierabend/timing/1');

function readAs<T>(schema: z.ZodType<T>, bytes: Uint8Array, name: string): Result<T> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return broken(name, error instanceof Error ? error.message : String(error));
  }
  const read = schema.safeParse(value);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  return broken(name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it does not fit'}`);
}

function broken(name: string, came: string) {
  return failed({
    code: 'EVIDENCE_CONTENT',
    expected: `JSON of ${name}`,
    came,
    next: 'run the suite again; if it stays so, its attachment was changed',
  });
}
