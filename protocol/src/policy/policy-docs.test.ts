import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { instructionRefusals } from '../instruction/open-instruction.ts';
import { InstructionMap } from '../instruction/instruction.ts';
import { EntryMap } from '../journal/entry.ts';
import { SignedHeadMap } from '../journal/signed-head.ts';
import type { CborMap } from '../schema/cbor-map.ts';
import { documentCborMap } from '../schema/document.ts';
import { publicHolidays } from './holidays/public-holidays.ts';
import { PolicyMap, RecipientMap } from './policy-map.ts';
import { houseExample } from './sample-policy.suite.ts';
import { compilePolicy } from './source/compile-policy.ts';
import { parsePolicyWithHolidays } from './source/parse-with-holidays.ts';
import { lintTable } from './lint/lint-table.suite.ts';

const root = new URL('../../../', import.meta.url);
const yamlIn = (path: string) =>
  [...readFileSync(new URL(path, root), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(
    ([, text = '']) => text,
  );

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
    expect(page('policy')).toContain(houseExample);
  });

  it('have no example of a policy that does not compile', async () => {
    const [whole = '', ...parts] = yamlIn('docs/protocol/policy.md');
    // A part takes the place of the line with its key.
    const lineOf = (part: string) => new RegExp(`^${part.split(':')[0]}:.*\n`, 'mu');
    const policies = [whole, ...parts.map((part) => whole.replace(lineOf(part), part))];
    expect(new Set(policies).size).toBe(2);
    for (const text of policies) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const parsed = await parsePolicyWithHolidays(text, 'policy.md', async () => publicHolidays);
      expect(parsed).toMatchObject({ ok: true });
      if (parsed.ok) expect(compilePolicy(parsed.source).week.length).toBe(7);
    }
  });

  it('are the only ones with YAML beside those that a test reads elsewhere', () => {
    const pages = readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name.replaceAll('\\', '/')}`);
    const withYaml = pages.filter((name) => yamlIn(name).length > 0).toSorted();
    // The others: flasher/src/examples.test.ts, hil-tests/src/commands/broker-config.test.ts and
    // firmware-sim/src/fleet/scenario/scenario-table.test.ts, which reads both pages of the fleet.
    expect(withYaml).toEqual([
      'docs/flasher.md',
      'docs/fleet/README.md',
      'docs/fleet/scenario.md',
      'docs/hil/broker-config.md',
      'docs/panel.md',
      'docs/protocol/policy.md',
    ]);
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
