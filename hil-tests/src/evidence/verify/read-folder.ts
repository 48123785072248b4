import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DataError } from '@feierabend/protocol';

import { attachmentFolder, recordName } from '../run-files.ts';
import { unfinishedName } from '../unfinished/unfinished-run.ts';
import type { Mismatch } from './mismatch.ts';

export interface RunFolder {
  /** By path within the folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What lies there and is no file: links, devices, folders of strangers. */
  readonly strange: readonly Mismatch[];
}

/** More than any run writes; whoever sends a folder must not be able to fill the memory of whoever checks it. */
const fileBytesMax = 256 * 1024 * 1024;
const folderBytesMax = 1024 * 1024 * 1024;

/** Reads the whole folder, and follows no link. Throws DataError EVIDENCE_FOLDER when it is no folder of a run. */
export async function readRunFolder(folder: string): Promise<RunFolder> {
  const files = new Map<string, Uint8Array>();
  const strange: Mismatch[] = [];
  let bytes = 0;
  const take = async (name: string): Promise<void> => {
    const path = join(folder, name);
    const { size, isFile, kind } = await kindOf(path);
    if (kind === 'folder' && name === attachmentFolder) {
      // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
      for (const one of await readdir(path)) await take(`${name}/${one}`);
      return;
    }
    bytes += size;
    if (!isFile || size > fileBytesMax || bytes > folderBytesMax) {
      const came = isFile ? `it has ${size} bytes, more than can be checked` : `it is a ${kind}`;
      strange.push({ code: 'EVIDENCE_EXTRA', where: name, expected: 'a file of the run', came });
      return;
    }
    files.set(name, await readFile(path));
  };
  try {
    // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
    for (const name of (await readdir(folder)).toSorted()) await take(name);
  } catch (error) {
    throw noRun(folder, error instanceof Error ? error.message : String(error), error);
  }
  if (!files.has(recordName) && !files.has(unfinishedName))
    throw noRun(folder, `there is no ${recordName} in it`);
  return { files, strange };
}

async function kindOf(path: string) {
  const found = await lstat(path);
  const kind = found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'folder' : 'device';
  return { size: found.isFile() ? found.size : 0, isFile: found.isFile(), kind };
}

function noRun(folder: string, came: string, cause?: unknown): DataError {
  return new DataError({
    code: 'EVIDENCE_FOLDER',
    expected: `the folder of a run, as hil run writes it, at ${folder}`,
    came,
    next: 'name the folder that was given with --out',
    cause,
  });
}
