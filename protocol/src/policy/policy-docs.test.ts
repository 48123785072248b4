import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { instructionRefusals } from '../instruction/open-instruction.ts';
import { InstructionMap } from '../instruction/instruction.ts';
import { EntryMap } from '../journal/entry.ts';
import { SignedHeadMap } from '../journal/signed-head.ts';
import type { CborMap } from '../schema/cbor-map.ts';
import { documentCborMap } from '../schema/document.ts';
import { PolicyMap, RecipientMap } from './policy-map.ts';
import { houseExample } from './sample-policy.suite.ts';
import { lintTable } from './lint/lint-table.suite.ts';

const page = (name: string) =>
  readFileSync(new URL(`../../../docs/protocol/${name}.md`, import.meta.url), 'utf8');

const maps = [
  ['policy', PolicyMap],
  ['policy', RecipientMap],
  ['instruction', InstructionMap],
  ['journal', EntryMap],
  ['journal', SignedHeadMap],
] as readonly (readonly [string, CborMap<unknown>])[];

describe('the protocol pages', () => {
  it.each(maps)('%s.md has the table of the schema', (name, map) => {
    expect(page(name)).toContain(
      `<!-- table ${map.name} -->\n${documentCborMap(map)}\n<!-- end -->`,
    );
  });

  it('carry the example that the tests read', () => {
    expect(page('policy')).toContain(
      houseExample.replace(/key: [0-9a-f]+/u, 'key: <130 hexadecimal digits>'),
    );
  });

  it('list every lint rule with its source', () => {
    expect(page('policy')).toContain(`<!-- table LintRules -->\n${lintTable()}\n<!-- end -->`);
  });

  it('list the refusals of an instruction in their order', () => {
    const codes = [...page('instruction').matchAll(/^\| `(INSTRUCTION_\w+)`/gmu)].map(
      ([, code]) => code,
    );
    expect(codes).toEqual(instructionRefusals);
  });
});
