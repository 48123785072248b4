import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { reportTables } from './report-page.suite.ts';
import { decodeBatch, encodeBatch } from './batch-codec.ts';
import { fromHex } from '../bytes.ts';

const page = readFileSync(new URL('../../../docs/protocol/report.md', import.meta.url), 'utf8');

describe('The page of reports', () => {
  it.each(reportTables)('has the table %s of the code', (name, table) => {
    expect(page).toContain(`<!-- table ${name} -->\n${table}\n<!-- end -->`);
  });

  it('has an example that is true', () => {
    const example = '01 01 80e0ca86d601 c28e8105 9ed1a301';
    expect(page).toContain(`\`${example}\``);
    const fix = { kind: 'fix', timeS: 1_795_593_600 } as const;
    const place = { latitudeE5: 5_252_001, longitudeE5: 1_340_495 };
    const bytes = fromHex(example.replaceAll(' ', '')) ?? new Uint8Array();
    expect(decodeBatch(bytes)).toEqual({ ok: true, value: [{ ...fix, ...place }] });
    const near = { latitudeE5: place.latitudeE5 + 35, longitudeE5: place.longitudeE5 - 64 };
    const two = encodeBatch([
      { ...fix, ...place },
      { ...fix, timeS: fix.timeS + 60, ...near },
    ]);
    expect([...two.subarray(bytes.length)]).toEqual([0x80, 0x0f, 0x46, 0x7f]);
  });
});
