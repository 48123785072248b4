import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { DataError } from '@feierabend/protocol';

/**
 * Makes the folder for the results of a run, proves that it can be written to, and removes the
 * results of the run before, so that whatever lies there afterwards belongs to one run. Throws
 * DataError OUT_FOLDER before anything is removed.
 */
export async function openOutFolder(path: string, results: readonly string[]): Promise<void> {
  const probe = join(path, '.part');
  try {
    await makeFolder(resolve(path));
    await (await open(probe, 'w')).close();
    await rm(probe, { force: true });
    await Promise.all(results.map((name) => rm(join(path, name), { force: true })));
  } catch (cause) {
    throw new DataError({
      code: 'OUT_FOLDER',
      expected: `a folder for the results at ${path}`,
      came: cause instanceof Error ? cause.message : String(cause),
      next: 'name a folder with --out that you may write to, on a disk with space',
      cause,
    });
  }
}

/** One folder after the other: `recursive` never ends where the system takes folders and denies having them. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

/** Somebody else may have made it. */
async function makeOne(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
