import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openOutFolder } from './out-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feierabend-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the folder for results', () => {
  test('is made with the folders above it', async () => {
    await openOutFolder(join(folder, 'a', 'b'), []);
    expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
  });

  test('loses the results of the run before, and nothing else', async () => {
    await writeFile(join(folder, 'summary.json'), '{}');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await openOutFolder(folder, ['summary.json', 'report.html']);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  test('is refused with a sentence where a file is in the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'x');
    await expect(openOutFolder(join(file, 'out'), [])).rejects.toMatchObject({
      code: 'OUT_FOLDER',
    });
    await expect(openOutFolder(file, [])).rejects.toMatchObject({ code: 'OUT_FOLDER' });
  });
});

// Only Linux has a file system that takes a folder's name and never has it.
test.runIf(process.platform === 'linux')('is refused at once under /proc', async () => {
  await expect(openOutFolder('/proc/feierabend/out', [])).rejects.toMatchObject({
    code: 'OUT_FOLDER',
  });
});
