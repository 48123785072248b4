import { constants, open } from 'node:fs/promises';

import { DataError } from '@feierabend/protocol';

interface FileLimits {
  readonly bytesMax: number;
  /** The key that names it, where one does. */
  readonly named?: string;
}

/**
 * The content of a file that another file names: no device and no pipe, which may never end.
 *
 * @throws DataError `FILE_NOT_READ`
 */
export async function readRegularFile(path: string, limits: FileLimits): Promise<Buffer> {
  const { bytesMax, named } = limits;
  const what = named === undefined ? path : `${path}, which ${named} names`;
  try {
    // Without it, the opening of a pipe waits for somebody who writes.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw notRead(what, 'it is no regular file');
      if (stat.size > bytesMax) throw notRead(what, `it has ${stat.size} bytes`, bytesMax);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw notRead(what, `the system said ${(cause as NodeJS.ErrnoException).code}`);
  }
}

function notRead(what: string, came: string, bytesMax?: number): DataError {
  return new DataError({
    code: 'FILE_NOT_READ',
    expected: `to read ${what}${bytesMax === undefined ? '' : `, of ${bytesMax} bytes at most`}`,
    came,
    next: 'give the path of a file that can be read',
  });
}
