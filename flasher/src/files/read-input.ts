import { open } from 'node:fs/promises';

import { DataError } from '@feierabend/protocol';

import { codeOf, hasCode } from './write-whole-file.ts';

/** Larger than the flash of any microcontroller we drive. */
const inputBytesMax = 64 * 1024 * 1024;

/** Reads an input file of bounded size; a fault names the file and the reason. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > inputBytesMax) throw tooLarge(path, size);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw notRead(path, error);
  }
}

function tooLarge(path: string, size: number): DataError {
  return new DataError({
    code: 'FILE_TOO_LARGE',
    expected: `${path} to have at most ${inputBytesMax} bytes`,
    came: `it has ${size}`,
    next: 'check that the right file is named',
  });
}

/** Also for readers that a caller brings along: every error becomes one of ours. */
export function notRead(path: string, cause: unknown): DataError {
  const reason = hasCode(cause, 'ENOENT')
    ? 'there is no such file'
    : `the system refused (${codeOf(cause)})`;
  return new DataError({
    code: 'FILE_NOT_READ',
    expected: `to read ${path}`,
    came: reason,
    next: 'check the name and the permissions',
    cause,
  });
}
