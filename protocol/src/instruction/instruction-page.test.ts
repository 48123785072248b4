import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { pageTables } from './instruction-page.suite.ts';
import { instructionKinds } from './instruction.ts';

const page = readFileSync(
  new URL('../../../docs/protocol/instruction.md', import.meta.url),
  'utf8',
);

describe('docs/protocol/instruction.md', () => {
  it.each([...pageTables()])('has the generated part %s', (marker, text) => {
    expect(page).toContain(`<!-- ${marker} -->\n${text}\n<!-- end -->`);
  });

  it('has a section for every kind', () => {
    const sections = [...page.matchAll(/^### `([a-z-]+)`/gmu)].map(([, kind]) => kind);
    expect(sections).toEqual(instructionKinds);
  });
});
