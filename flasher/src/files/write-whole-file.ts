import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { UsageError } from '@feierabend/protocol';

import type { WriteFileOptions } from '../io.ts';

/**
 * Writes beside the target, flushes, then puts the whole file in place: a reader meets the old
 * file, the new one or none. Without `replace` an existing file stays, even when it appears at the
 * last moment.
 */
export async function writeWholeFile(
  path: string,
  bytes: Uint8Array,
  options: WriteFileOptions,
): Promise<void> {
  await refuseTaken(path, options.replace);
  const temporary = temporaryBeside(path);
  try {
    const file = await open(temporary, 'wx', options.secret ? 0o600 : 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (options.replace) await rename(temporary, path);
    else await putInPlaceOnce(temporary, path);
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? wouldReplace(path) : notWritten(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whether a file can come to lie there, asked before a device is changed; what is refused later is still an error. */
export async function checkTarget(path: string, replace: boolean): Promise<void> {
  await refuseTaken(path, replace);
  const temporary = temporaryBeside(path);
  try {
    await (await open(temporary, 'wx', 0o600)).close();
  } catch (error) {
    throw notWritten(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
}

/** A hard link fails when the name is taken; file systems without hard links get the rename. */
async function putInPlaceOnce(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const unsupported = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
    if (!unsupported.includes(codeOf(error)) || (await exists(path))) throw error;
    await rename(temporary, path);
  }
}

/** What is no file, such as a device node, is never replaced: root would lose `/dev/full` by it. */
async function refuseTaken(path: string, replace: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!replace) throw wouldReplace(path);
  if (there.isDirectory()) throw notWritten(path, { code: 'EISDIR' });
  if (!there.isFile()) throw noFile(path);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export function wouldReplace(path: string): UsageError {
  return new UsageError({
    code: 'FILE_EXISTS',
    expected: `${path} not to exist yet`,
    came: 'there is a file of that name',
    next: 'name another file, or pass --force to replace it',
  });
}

function noFile(path: string): UsageError {
  return new UsageError({
    code: 'FILE_NOT_WRITTEN',
    expected: `${path} to be a file that can be replaced`,
    came: 'a device or a socket is there, and nothing was written',
    next: 'name a file',
  });
}

function notWritten(path: string, cause: unknown): UsageError {
  return new UsageError({
    code: 'FILE_NOT_WRITTEN',
    expected: `to write ${path}`,
    came: `the system refused (${codeOf(cause)}), and nothing was written`,
    next: 'check the folder, its permissions and the space left',
    cause,
  });
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === code;
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'no reason given';
}
