import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { fillTables, smpPageTables } from './smp-page.suite.ts';

const page = readFileSync(new URL('../../../docs/protocol/smp.md', import.meta.url), 'utf8');
const tables = smpPageTables();

test('the tables of the SMP page are those of the schema', () => {
  expect(fillTables(page, tables)).toBe(page);
});

test('every message has its table on the page, and every marker a table', () => {
  const marked = [...page.matchAll(/<!-- table (.+?) -->/gu)].map((match) => match[1]);
  expect(new Set(marked)).toEqual(new Set(tables.keys()));
  expect(marked).toHaveLength(tables.size);
});

test('a table that differs from the schema is noticed', () => {
  const changed = page.replace('| buf_size | uint |', '| buf_size | tstr |');
  expect(changed).not.toBe(page);
  expect(fillTables(changed, tables)).toBe(page);
});
