import { DataError } from '@feierabend/protocol';

import type { World } from '../command.ts';

/** A file that an earlier run may have left; undefined when there is none, or it cannot be read. */
export async function readIfThere(
  { readFile }: World,
  path: string,
): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
