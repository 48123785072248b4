import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const program = join(repository, 'firmware-sim/bin/firmware-sim.js');

const job = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({ command: z.array(z.string()), args: z.array(z.string()) }),
        ]),
        volumes: z.array(
          z.object({
            configMap: z
              .object({ items: z.array(z.object({ key: z.string(), path: z.string() })) })
              .optional(),
          }),
        ),
      }),
    }),
  }),
});
type Pod = z.infer<typeof job>['spec']['template']['spec'];

let node = '';
let shards: Pod;
let merge: Pod;

beforeAll(async () => {
  node = await mkdtemp(join(tmpdir(), 'pods-'));
  const text = await readFile(join(repository, 'docs/fleet/kubernetes-job.yaml'), 'utf8');
  const [first, second] = parseAllDocuments(text).map((one) => job.parse(one.toJS()));
  if (first === undefined || second === undefined) throw new Error('the manifest has two jobs');
  [shards, merge] = [first.spec.template.spec, second.spec.template.spec];
  await mkdir(join(node, 'bin'));
  await mkdir(join(node, 'results'));
  await symlink(program, join(node, 'bin/firmware-sim'));
  await mountConfigMap(await createdConfigMap(text), shards, join(node, 'scenario'));
});
afterAll(() => rm(node, { recursive: true, force: true }));

/** What `kubectl create configmap` makes of its `--from-file`: every regular file of a folder under its name, and none below it. */
async function createdConfigMap(manifest: string): Promise<ReadonlyMap<string, string>> {
  const [command = ''] = /kubectl create configmap [^`]*/u.exec(manifest) ?? [];
  const folders = [...command.matchAll(/--from-file=(\S+)/gu)].map(([, folder = '']) =>
    resolve(repository, 'firmware-sim', folder),
  );
  const all = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder, { withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, join(folder, name)] as const),
    ),
  );
  return new Map(all.flat());
}

/** As the kubelet does it: what is mounted are links into a folder that it swaps when the config map changes. */
async function mountConfigMap(
  keys: ReadonlyMap<string, string>,
  pod: Pod,
  mount: string,
): Promise<void> {
  const items = pod.volumes.flatMap(({ configMap }) => configMap?.items ?? []);
  const data = join(mount, '..2026_03_03_00_00_00.1');
  for (const { key, path } of items) {
    const file = keys.get(key);
    if (file === undefined) throw new Error(`the config map has no ${key}`);
    // oxlint-disable-next-line no-await-in-loop
    await mkdir(dirname(join(data, path)), { recursive: true });
    // oxlint-disable-next-line no-await-in-loop
    await copyFile(file, join(data, path));
  }
  await symlink(basename(data), join(mount, '..data'));
  for (const top of await readdir(data)) {
    // oxlint-disable-next-line no-await-in-loop
    await symlink(join('..data', top), join(mount, top));
  }
}

/** Runs the container of a pod, with its mounts below a folder of this test. */
async function runPod({ containers: [{ command, args }] }: Pod, index = 0): Promise<string> {
  const [shell = '', ...words] = [...command, ...args].map((word) =>
    word.replaceAll(/(^|[\s"])\/(?=scenario\b|results\b)/gu, `$1${node}/`),
  );
  const env = {
    ...process.env,
    PATH: `${join(node, 'bin')}:${process.env['PATH']}`,
    JOB_COMPLETION_INDEX: `${index}`,
  };
  return (await promisify(execFile)(shell, words, { env, cwd: node })).stdout;
}

it('the jobs of the manifest find their scenario, and merge what the shards left as often as somebody asks', async () => {
  await runPod(shards, 0);
  await runPod(shards, 63);
  expect(await readdir(join(node, 'results/shards'))).toEqual(['0', '63']);
  const missing = { code: 8, stderr: expect.stringContaining('of 64 are missing') };
  await expect(runPod(merge)).rejects.toMatchObject(missing);
  await expect(runPod(merge)).rejects.toMatchObject(missing);
}, 180_000);
