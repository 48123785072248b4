import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { scenarioShape } from './scenario-schema.ts';
import { markdownTable, scenarioTables } from './scenario-table.suite.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/fleet/scenario.md');

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

  it('begins with the small scenario that is shipped', () => {
    const [, example = ''] = /```yaml\n(.*?)```/su.exec(page) ?? [];
    expect(parse(example)).toEqual(parse(read('firmware-sim/scenarios/small.yaml')));
  });
});

it('docs/fleet/README.md shows what a scenario says of brokers that are there already', () => {
  const [, example = ''] = /```yaml\n(.*?)```/su.exec(read('docs/fleet/README.md')) ?? [];
  const small = parse(read('firmware-sim/scenarios/small.yaml')) as object;
  const shown = parse(example) as object;
  expect(Object.keys(shown)).toEqual(['brokers', 'tls']);
  expect(scenarioShape.safeParse({ ...small, ...shown }).error).toBeUndefined();
});
