import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DataError, UsageError } from '@feierabend/protocol';

const textBytesMax = 512 * 1024 * 1024;

/** Throws {@link DataError} `FILE_NOT_READ`. */
export async function readTextFile(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > textBytesMax) throw notRead(path, `it has ${bytes.length} bytes`);
    return bytes.toString('utf8');
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw notRead(path, `the system said ${systemCode(cause)}`);
  }
}

/** Writes files into a folder, which is made. Throws {@link UsageError} `FILE_NOT_WRITTEN`. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      // oxlint-disable-next-line no-await-in-loop -- one disk, one file after the other
      await writeFile(join(folder, name), text);
    }
  } catch (cause) {
    throw new UsageError({
      code: 'FILE_NOT_WRITTEN',
      expected: `to write into ${folder}`,
      came: `the system said ${systemCode(cause)}`,
      next: 'give another folder with --out',
    });
  }
}

function notRead(path: string, came: string): DataError {
  return new DataError({
    code: 'FILE_NOT_READ',
    expected: `to read ${path}`,
    came,
    next: 'give the path of a file that can be read',
  });
}

function systemCode(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'that it failed';
}
