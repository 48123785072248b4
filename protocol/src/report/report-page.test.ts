import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { reportTables } from './report-page.suite.ts';
import { toHex } from '../bytes.ts';
import { modelCount } from './batch/model-map.ts';
import { encodeBatch } from './batch-codec.ts';

const page = readFileSync(new URL('../../../docs/protocol/report.md', import.meta.url), 'utf8');

describe('The page of reports', () => {
  it.each(reportTables)('has the table %s of the code', (name, table) => {
    expect(page).toContain(`<!-- table ${name} -->\n${table}\n<!-- end -->`);
  });

  it('has an example that is true', () => {
    const example = /is `([0-9a-f]+)`/u.exec(page)?.[1] ?? '';
    const fix = { kind: 'fix', timeS: 1_795_593_600 } as const;
    const place = { latitudeE5: 5_252_001, longitudeE5: 1_340_495 };
    expect(toHex(encodeBatch([{ ...fix, ...place }]))).toBe(example);
    expect(example.length / 2).toBe(11);
  });

  it('tells the RAM of the models', () => {
    expect(page).toContain(`two bytes a model are ${2 * modelCount}.`);
  });
});
