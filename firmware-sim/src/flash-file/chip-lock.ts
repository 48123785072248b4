import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { DataError } from '@feierabend/protocol';

import { ByteServer } from '../adapters/serial/byte-server.ts';

export interface ChipLock {
  release(): Promise<void>;
}

/**
 * Keeps a chip for one program. The lock is a local socket that somebody listens on, so it is gone with its owner, however that
 * ends.
 */
export async function lockChip(path: string): Promise<ChipLock> {
  const server = new ByteServer(() => {});
  const name = await lockName(path);
  try {
    await server.listen(name);
  } catch (cause) {
    throw new DataError({
      code: 'FLASH_FILE_BUSY',
      expected: `the chip ${path} for this program alone`,
      came: `another one has it (${name})`,
      next: 'end that simulator, or give another --flash',
      cause,
    });
  }
  return { release: () => server.close() };
}

/** The same for every way to write the path of one file; a link to the file itself is another name. */
async function lockName(path: string): Promise<string> {
  const folder = dirname(resolve(path));
  const place = join(await realpath(folder).catch(() => folder), basename(path));
  const digest = createHash('sha256').update(place).digest('hex').slice(0, 16);
  const name = `firmware-sim-${digest}.lock`;
  return platform() === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
}
