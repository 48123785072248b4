import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { defectNames, defects } from './defect.ts';
import { killHints } from './kill-hints.ts';

const page = readFileSync(new URL('../../../docs/hil/mutants.md', import.meta.url), 'utf8');

describe('the page of mutants', () => {
  it('has every defect, what it does and where it is looked for first', () => {
    const names = defectNames;
    const rows = names.map((name) => `| \`${name}\` | ${defects[name]} | \`${killHints[name]}\` |`);
    const found = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(found).toEqual(rows);
  });
});
