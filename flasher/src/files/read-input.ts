import { open, type FileHandle } from 'node:fs/promises';

import { DataError } from '@feierabend/protocol';

import { codeOf, hasCode } from './write-whole-file.ts';

/** Larger than the flash of any microcontroller we drive. */
const inputBytesMax = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** Reads an input file of bounded size; a fault names the file and the reason. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > inputBytesMax) throw tooLarge(path, `it has ${size}`);
      return await readBounded(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw notRead(path, error);
  }
}

/** Pipes and devices tell no size, and some of them never end. */
async function readBounded(file: FileHandle, path: string): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one piece after the other
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes);
    if (bytesRead === 0) return new Uint8Array(Buffer.concat(pieces, total));
    total += bytesRead;
    if (total > inputBytesMax) throw tooLarge(path, 'it goes on');
    pieces.push(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(path: string, came: string): DataError {
  return new DataError({
    code: 'FILE_TOO_LARGE',
    expected: `${path} to have at most ${inputBytesMax} bytes`,
    came,
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
