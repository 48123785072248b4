import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { DataError, UsageError } from '@feierabend/protocol';

import { makeFolder } from '../page/out-folder.ts';

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

/**
 * Makes a folder for what comes out in the end, so that a long work does not end without a place for it. Throws
 * {@link UsageError} `FILE_NOT_WRITTEN`.
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(resolve(folder));
    // With the slash it has to be a folder.
    await access(`${folder}/`, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritten(folder, systemCode(cause));
  }
}

/** Writes files into a folder that is there. Throws {@link UsageError} `FILE_NOT_WRITTEN`. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    for (const [name, text] of Object.entries(files)) {
      // oxlint-disable-next-line no-await-in-loop -- one disk, one file after the other
      await writeFile(join(folder, name), text);
    }
  } catch (cause) {
    throw notWritten(folder, systemCode(cause));
  }
}

function notWritten(folder: string, said: string): UsageError {
  return new UsageError({
    code: 'FILE_NOT_WRITTEN',
    expected: `to write into ${folder}`,
    came: `the system said ${said}`,
    next: 'give another folder with --out',
  });
}

function notRead(what: string, came: string): DataError {
  return new DataError({
    code: 'FILE_NOT_READ',
    expected: `to read ${what}`,
    came,
    next: 'give the path of a file that can be read',
  });
}

function systemCode(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'that it failed';
}
