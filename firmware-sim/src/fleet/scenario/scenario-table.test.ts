import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { markdownTable, scenarioTables } from './scenario-table.suite.ts';

const page = readFileSync(new URL('../../../../docs/fleet/scenario.md', import.meta.url), 'utf8');

describe('docs/fleet/scenario.md', () => {
  it.each(Object.entries(scenarioTables))(
    'has the table of %s as the schema has it',
    (_name, of) => {
      const rows = of();
      expect(rows.length).toBeGreaterThan(2);
      for (const row of rows.slice(1))
        expect(row.every((cell) => !cell.includes('undefined'))).toBe(true);
      expect(page).toContain(markdownTable(rows));
    },
  );
});
