import { readFile } from 'node:fs/promises';

import { DataError, InternalError, LinkError, SmpRefusal, UsageError } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { exitNameOf } from './exit-code-of.ts';
import { exitCodes } from './exit-codes.ts';
import { VerificationError } from './verification-error.ts';

test('docs/exit-codes.md carries the table of the code, row by row', async () => {
  const page = await readFile(new URL('../../docs/exit-codes.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| \d/u.test(line));
  const ours = Object.values(exitCodes).map(
    ({ code, name, meaning, next }) => `| ${code} | ${name} | ${meaning} | ${next} |`,
  );
  expect(rows).toEqual(ours);
});

test('every code is used once', () => {
  const codes = Object.values(exitCodes).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

const parts = (code: string) => ({ code, expected: 'x', came: 'y', next: 'z' });

test.each([
  [new UsageError(parts('FLASH_TRUST')), 'usage'],
  [new UsageError(parts('PORT_FORM')), 'usage'],
  [new DataError(parts('IMAGE_HASH')), 'file'],
  [new LinkError(parts('PORT_BUSY')), 'port'],
  [new LinkError(parts('SMP_CLOSED')), 'port'],
  [new LinkError(parts('SMP_TIMEOUT')), 'silence'],
  [new DataError(parts('SMP_ANSWER')), 'silence'],
  [new SmpRefusal('reset', { group: undefined, rc: 10 }), 'refused'],
  [new VerificationError(parts('VERIFY_REVERTED')), 'unproved'],
  [new DataError(parts('SMP_RECEIPT')), 'unproved'],
  [new LinkError(parts('INTERRUPTED')), 'interrupted'],
  [new InternalError('oops'), 'internal'],
  [new TypeError('oops'), 'internal'],
])('%s ends with "%s"', (error, name) => {
  expect(exitNameOf(error)).toBe(name);
});
