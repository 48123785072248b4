import { describe, expect, test } from 'vitest';

import { clauseKeys, clauseName, clauses } from './clauses.ts';
import { languages } from './clause-row.ts';

describe('the clauses', () => {
  test('have one row each, and every row says in both languages what is promised and what is done', () => {
    const keys = clauses.flatMap((row) => row.keys);
    expect(clauseKeys.size).toBe(keys.length);
    for (const { keys: own, says, does } of clauses) {
      for (const language of languages) {
        expect(says[language].length, `${own[0]} says, ${language}`).toBeGreaterThan(10);
        expect(does[language].length, `${own[0]} does, ${language}`).toBeGreaterThan(10);
      }
      expect(says.en, own[0]).not.toBe(says.de);
    }
  });

  test('are every chapter of the measures and every section of the contract', () => {
    const chapters = Array.from({ length: 14 }, (_, index) => `TOM-${index + 1}`);
    const sections = [1, 2, 3, 4, 5, 7, 8, 9, 10, 12].map((number) => `AVV-${number}`);
    const parts = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `AVV-6.${number}`);
    const orders = [1, 2, 3, 4, 5].map((number) => `AVV-9.${number}`);
    const end = [1, 2, 3].map((number) => `AVV-11.${number}`);
    expect([...clauseKeys].toSorted()).toEqual(
      [...chapters, ...sections, ...parts, ...orders, ...end].toSorted(),
    );
  });

  test.each([
    [['TOM-5'], 'TOM-5'],
    [['TOM-2', 'AVV-7'], 'TOM-2, AVV-7'],
    [['AVV-6.4', 'AVV-6.5', 'AVV-10'], 'AVV-6.4, 6.5, 10'],
  ])('%j is written %s', (keys, name) => expect(clauseName({ keys })).toBe(name));
});
