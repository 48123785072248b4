import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Cleanup } from './cleanup.ts';

/** A private folder for sockets and secrets of one run, removed with it. Its path is short: socket names are limited. */
export async function makeRunFolder(cleanup: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'feierabend-'));
  cleanup.registry?.addFolder(folder);
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
