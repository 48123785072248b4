import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { DataError } from '@feierabend/protocol';

import { makeFolder } from './out-folder.ts';

/**
 * Writes a file whole or not at all: text (as UTF-8) or bytes go to a file beside it, reaches the disk, and take
 * the name in one step. Missing folders are made.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await makeFolder(resolve(dirname(path)));
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new DataError({
      code: 'REPORT_WRITE',
      expected: `to write ${path}`,
      came: error instanceof Error ? error.message : String(error),
      next: 'choose a folder that exists on a disk with space and that you may write to',
      cause: error,
    });
  }
}
