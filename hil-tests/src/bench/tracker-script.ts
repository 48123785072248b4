import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { HilIo } from '../io.ts';
import { sourceDigest } from '../record/tools-digest.ts';

const cacheFolder = '../../../node_modules/.cache/feierabend/';
const keptMs = 86_400_000;

/**
 * What Node is given to start a virtual tracker. A run starts some hundred of them, and in a clone each would read a thousand
 * sources by itself; so they are put together in one file, under the digest of what it is made of. Undefined where that is not
 * needed or cannot be done: then the program itself is started, and in the second case `stderr` is told why.
 */
export async function trackerScript({
  stderr,
}: Pick<HilIo, 'stderr'>): Promise<string | undefined> {
  if (!import.meta.url.endsWith('.ts')) return undefined;
  try {
    const folder = fileURLToPath(new URL(cacheFolder, import.meta.url));
    const file = join(folder, `tracker-${(await sourceDigest()).slice(0, 32)}.mjs`);
    if (existsSync(file)) return file;
    await mkdir(folder, { recursive: true });
    await removeOld(folder);
    const bundler = new URL('../../../.ci/bundle-source.js', import.meta.url).href;
    const { bundleSource } = (await import(bundler)) as {
      bundleSource: (main: string, file: string) => Promise<void>;
    };
    const main = new URL('../src/main.ts', import.meta.resolve('@feierabend/firmware-sim/bin'));
    await bundleSource(fileURLToPath(main), file);
    return file;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    stderr.write(`each tracker starts from a thousand sources, which takes longer: ${why}\n`);
    return undefined;
  }
}

/** Of sources that have changed since; a run that goes on has read its own long ago. */
async function removeOld(folder: string): Promise<void> {
  const now = Date.now();
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // oxlint-disable-next-line no-await-in-loop -- a handful of files
    const { mtimeMs } = await stat(path);
    // oxlint-disable-next-line no-await-in-loop -- see above
    if (/^tracker-.*\.(?:mjs|part)$/u.test(name) && now - mtimeMs > keptMs)
      await rm(path, { force: true });
  }
}
