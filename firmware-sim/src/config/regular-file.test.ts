import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { readScenario } from '../fleet/scenario/scenario-file.ts';
import { readRegularFile } from './regular-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regular-'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await writeFile(join(folder, 'file'), 'twelve bytes');
  await symlink('file', join(folder, 'link'));
});
afterAll(() => rm(folder, { recursive: true }));

it('is read up to its bound, behind a link as well', async () => {
  const bytes = await readRegularFile(join(folder, 'link'), { bytesMax: 12 });
  expect(bytes.toString()).toBe('twelve bytes');
  await expect(readRegularFile(join(folder, 'file'), { bytesMax: 11 })).rejects.toMatchObject({
    code: 'FILE_NOT_READ',
    expected: expect.stringContaining('of 11 bytes at most'),
    came: 'it has 12 bytes',
  });
});

it.each(['/dev/zero', 'pipe', '.'])(
  'a scenario, or what one names, is not read from %s, and nobody waits for it',
  async (name) => {
    const refused = { code: 'FILE_NOT_READ', came: 'it is no regular file' };
    await expect(readScenario(resolve(folder, name))).rejects.toMatchObject(refused);
    const text = `fleet: 1
name: day
from: 2026-03-02T00:00:00Z
duration: 1 d
groups:
  - { name: vans, devices: 3, policy: ${resolve(folder, name)} }
assertions: [fixes > 0]
`;
    await writeFile(join(folder, 'day.yaml'), text);
    await expect(readScenario(join(folder, 'day.yaml'))).rejects.toMatchObject(refused);
  },
);
