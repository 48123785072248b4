import { expect, test } from 'vitest';

import { PairTable } from './pair-table.ts';

test('an empty table has nothing, near or far', () => {
  const table = new PairTable();
  expect(table.has(0, 0)).toBe(false);
  expect(table.hasNear(0, 0, 1)).toBe(false);
});

test('pairs are kept as pairs, not as two sets of numbers', () => {
  const table = new PairTable();
  table.add(1, 10);
  table.add(2, 20);
  table.add(2, 20);
  expect(table.size).toBe(2);
  expect([table.has(1, 10), table.has(1, 20), table.has(2, 10)]).toEqual([true, false, false]);
  expect([table.lowest, table.highest]).toEqual([1, 2]);
});

test('many second numbers of one first number are all found', () => {
  const table = new PairTable();
  for (let second = -50; second < 50; second += 1) table.add(7, second);
  for (let second = -50; second < 50; second += 1) expect(table.has(7, second)).toBe(true);
  expect([table.has(7, 50), table.size]).toEqual([false, 100]);
  expect([table.hasNear(8, 50, 1), table.hasNear(8, 51, 1), table.hasNear(9, 49, 1)]).toEqual([
    true,
    false,
    false,
  ]);
});
