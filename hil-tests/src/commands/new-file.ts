import { lstat } from 'node:fs/promises';

import { UsageError } from '@feierabend/protocol';

/** Throws {@link UsageError} `FILE_EXISTS` for a file that somebody may have worked on, unless it may be replaced. */
export async function checkNewFile(file: string, force = false): Promise<void> {
  if (force || !(await isThere(file))) return;
  throw new UsageError({
    code: 'FILE_EXISTS',
    expected: `a new file at ${file}`,
    came: 'there is one',
    next: 'name another one, or give --force to replace it',
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}
