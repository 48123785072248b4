import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { germanTitles } from '../evidence/page/test-titles-de.ts';
import { declaredTests } from '../run/list-tests.ts';
import { clausesPage } from './clauses-page.ts';
import { clauseKeys, clauses } from './clauses.ts';

const page = fileURLToPath(new URL('../../../docs/hil/clauses.md', import.meta.url));

describe('the page of the clauses', () => {
  // Every suite is imported for it.
  const timeout = 120_000;
  test(
    'is what follows from the rows and the suites (vitest -u writes it anew)',
    { timeout },
    async () => {
      const tests = await declaredTests();
      expect(tests.length).toBeGreaterThan(20);
      const unknown = tests.flatMap(({ clauses: keys }) =>
        keys.filter((key) => !clauseKeys.has(key)),
      );
      expect(unknown).toEqual([]);
      expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
      // The German page of the evidence calls each of them by a German name.
      expect(Object.keys(germanTitles).toSorted()).toEqual(tests.map(({ id }) => id).toSorted());
      await expect(clausesPage(tests)).toMatchFileSnapshot(page);
    },
  );

  test('names the tests of a row, and counts what is open', () => {
    const text = clausesPage([
      { id: 'policy/windows', clauses: ['TOM-5'] },
      { id: 'deletion/a|b', clauses: ['AVV-11.1', 'TOM-5'] },
    ]);
    expect(text).toMatch(/^\| TOM-5 \|.*\| `policy\/windows`<br>`deletion\/a\\\|b` \|$/mu);
    const testable = clauses.filter(({ kind }) => kind === undefined).length;
    expect(text).toContain(`${testable - 2} of ${clauses.length} are`);
    expect(text).toMatch(/^\| TOM-1 \|.*\| all of them \|$/mu);
    expect(text).toMatch(/^\| AVV-1, 2, 3,.*\| none: organisational \|$/mu);
  });
});
