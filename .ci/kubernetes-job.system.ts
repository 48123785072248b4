import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { installDeadlineMs, PythonTools } from '../protocol/src/smp/python-tools.suite.ts';

/** The first with every field of the manifest in its stable form. */
const kubernetes = '1.33';
const manifest = await readFile(
  fileURLToPath(new URL('../docs/fleet/kubernetes-job.yaml', import.meta.url)),
  'utf8',
);

let tools: PythonTools;

beforeAll(async () => {
  tools = await PythonTools.install('kubernetes-validate');
}, installDeadlineMs);
afterAll(() => tools?.remove());

async function validate(text: string): Promise<string> {
  const path = tools.file('manifest.yaml');
  await writeFile(path, text);
  return tools.run('kubernetes-validate', '--strict', '--kubernetes-version', kubernetes, path);
}

test('the jobs of a fleet are what Kubernetes takes', async () => {
  const said = await validate(manifest);
  for (const job of ['fleet-shards', 'fleet-merge']) {
    expect(said).toContain(`passed for resource job/${job} against version ${kubernetes}`);
  }
});

test.each([
  ['completions: 64', 'completions: many', "'many' is not of type 'integer'"],
  ['parallelism: 16', 'parallel: 16', "'parallel' was unexpected"],
  ['- name: merge', '- title: merge', "'name' is a required property"],
  ['  template:', '  templates:', "'template' is a required property"],
])('the validator refuses the manifest when "%s" is "%s"', async (from, to, fault) => {
  expect(manifest).toContain(from);
  await expect(validate(manifest.replace(from, to))).rejects.toMatchObject({
    stdout: expect.stringContaining(fault),
  });
});

test('the pods of the Indexed Job are as many as the shards', () => {
  const [, completions] = /^ {2}completions: (\d+)$/mu.exec(manifest) ?? [];
  expect(manifest).toContain(`--shard "$((JOB_COMPLETION_INDEX + 1))/${completions}"`);
});
