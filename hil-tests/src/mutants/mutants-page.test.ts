import { readFileSync } from 'node:fs';

import { isSeededDefect, seededDefects } from '@feierabend/firmware-sim';
import { describe, expect, it } from 'vitest';

import { killHints } from './kill-hints.ts';

const page = readFileSync(new URL('../../../docs/hil/mutants.md', import.meta.url), 'utf8');

describe('the page of mutants', () => {
  it('has every defect, what it does and where it is looked for first', () => {
    const names = Object.keys(seededDefects).filter(isSeededDefect);
    const rows = names.map(
      (name) => `| \`${name}\` | ${seededDefects[name]} | \`${killHints[name]}\` |`,
    );
    const found = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(found).toEqual(rows);
  });
});
