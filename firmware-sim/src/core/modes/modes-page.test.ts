import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { modeRules } from './decide-mode.ts';
import { indicatorMeanings } from './indicator.ts';

const page = readFileSync(new URL('../../../../docs/firmware/modes.md', import.meta.url), 'utf8');

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

describe('the page of modes', () => {
  it('has the precedence of the code', () => {
    const rows = modeRules.map(({ when, gives, why }, at) => [`${at + 1}`, when, gives, why]);
    expect(page).toContain(table([['', 'when', 'mode', 'why there'], ...rows]));
  });

  it('has the patterns of the light', () => {
    const rows = Object.entries(indicatorMeanings).map(([name, says]) => [`\`${name}\``, says]);
    expect(page).toContain(table([['pattern', 'says'], ...rows]));
  });
});
