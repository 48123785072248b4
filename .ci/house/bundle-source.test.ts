import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const main = new URL('firmware-sim/src/main.ts', root);

it('a program in one file says what it says as it lies there, and knows where its own files are', async () => {
  const { bundleSource } = (await import(new URL('.ci/bundle-source.js', root).href)) as {
    bundleSource: (main: string, file: string) => Promise<void>;
  };
  // What others wrote is found from there.
  const cache = fileURLToPath(new URL('node_modules/.cache/', root));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'bundle-'));
  try {
    const file = join(folder, 'program.mjs');
    await bundleSource(fileURLToPath(main), file);
    const { stdout } = await promisify(execFile)(process.execPath, [file, 'run', '--help']);
    expect(stdout).toMatch(/^Usage: firmware-sim run /u);
    const place = new URL('firmware-sim/src/reaper/run-registry.ts', root).href;
    expect(await readFile(file, 'utf8')).toContain(JSON.stringify(place));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 90_000);
