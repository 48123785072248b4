import { mkdtemp, readFile, rm, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { policyText } from '../../testing/policy-text.ts';
import { readScenario } from '../scenario/scenario-file.ts';
import { packScenario, unpackScenario } from './bundle.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function scenarioWith(policy: string, at = join(folder, 'fleet')): Promise<string> {
  const path = join(at, 'day.yaml');
  await mkdir(join(at, 'policies'), { recursive: true });
  await writeFile(join(at, policy), policyText);
  await writeFile(
    path,
    `fleet: 1
name: day
from: 2026-03-02T00:00:00Z
duration: 1 d
groups:
  - name: vans
    devices: 3
    policy: ${policy}
assertions: [fixes > 0]
`,
  );
  return path;
}

describe('a scenario for another machine', () => {
  it('is there the same, with the files that it names', async () => {
    const read = await readScenario(await scenarioWith('policies/vans.yaml'));
    const there = await unpackScenario(await packScenario(read), join(folder, 'there'));
    expect((await readScenario(there)).digest).toBe(read.digest);
    expect(await readFile(join(folder, 'there/policies/vans.yaml'), 'utf8')).toBe(policyText);
  });

  it('may not need files outside of its folder', async () => {
    const read = await readScenario(await scenarioWith('../vans.yaml'));
    await expect(packScenario(read)).rejects.toMatchObject({
      code: 'FLEET_NOT_PORTABLE',
      came: '../vans.yaml is outside of its folder',
    });
  });

  it.each(['../out.yaml', '/etc/out.yaml', 'a/../../out.yaml', 'a//b', './a', 'a\\b', ''])(
    'is not unpacked when it names a file %j',
    async (name) => {
      const text = JSON.stringify({ scenario: 'day.yaml', files: { [name]: '' } });
      const there = join(folder, 'there');
      await expect(unpackScenario(text, there)).rejects.toMatchObject({ code: 'FLEET_BUNDLE' });
    },
  );

  it.each([
    '',
    '{',
    '{"scenario":"day.yaml"}',
    '{"scenario":"day.yaml","files":{"day.yaml":"no base 64"}}',
  ])('is not unpacked from %j', async (text) => {
    await expect(unpackScenario(text, folder)).rejects.toMatchObject({ code: 'FLEET_BUNDLE' });
  });

  it('overwrites nothing', async () => {
    const read = await readScenario(await scenarioWith('vans.yaml'));
    const text = await packScenario(read);
    const there = join(folder, 'there');
    await unpackScenario(text, there);
    await expect(unpackScenario(text, there)).rejects.toThrow('EEXIST');
  });
});
