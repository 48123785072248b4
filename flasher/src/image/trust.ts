import { fromHex, UsageError, type TypedImageKey } from '@feierabend/protocol';

import type { World } from '../command.ts';
import { readImagePublicKey } from './key-file.ts';

/** The public keys of `--trust FILE ...`. */
export async function readTrust(world: World, paths: readonly string[]): Promise<TypedImageKey[]> {
  return Promise.all(
    paths.map(async (path) => readImagePublicKey(await world.readFile(path), path)),
  );
}

/** A board id as a UUID, with or without hyphens. */
export function parseBoardId(text: string): Uint8Array {
  const bytes = fromHex(text.replaceAll('-', ''));
  if (bytes?.length === 16) return bytes;
  throw new UsageError({
    code: 'BOARD_ID',
    expected: '--board to be a UUID of 32 hexadecimal digits',
    came: `it is "${text}"`,
    next: 'copy it from the board definition, or leave it out',
  });
}
