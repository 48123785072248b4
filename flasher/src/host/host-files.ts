import { lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises';

export interface HostFileFacts {
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly isCharacterDevice: boolean;
}

/** Read-only looks at the file system. What is absent, or not ours to see, is undefined. */
export interface HostFiles {
  /** The first bytes of a file, as text. */
  text(path: string): Promise<string | undefined>;
  /** Names in a folder, sorted. */
  names(path: string): Promise<readonly string[] | undefined>;
  link(path: string): Promise<string | undefined>;
  real(path: string): Promise<string | undefined>;
  facts(path: string): Promise<HostFileFacts | undefined>;
  /** Also true for links that lead nowhere. */
  exists(path: string): Promise<boolean>;
}

/** Files of `/proc` and `/sys` are small, and say nothing true about their size. */
const textBytesMax = 65_536;

export const realFiles: HostFiles = {
  text: (path) => orUndefined(firstBytes(path)),
  names: (path) => orUndefined(readdir(path).then((names) => names.toSorted())),
  link: (path) => orUndefined(readlink(path)),
  real: (path) => orUndefined(realpath(path)),
  facts: (path) =>
    orUndefined(
      stat(path).then((found) => ({
        mode: found.mode & 0o7777,
        uid: found.uid,
        gid: found.gid,
        isCharacterDevice: found.isCharacterDevice(),
      })),
    ),
  exists: async (path) => (await orUndefined(lstat(path))) !== undefined,
};

async function firstBytes(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(textBytesMax),
      0,
      textBytesMax,
      null,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function orUndefined<T>(looked: Promise<T>): Promise<T | undefined> {
  try {
    return await looked;
  } catch {
    // Absent, denied or gone in between: to who asks it is the same.
    return undefined;
  }
}
