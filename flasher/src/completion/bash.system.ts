import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { shellScripts } from './shell-scripts.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../bin/flasher.js', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'complete-'));
  const starter = join(folder, 'flasher');
  await writeFile(starter, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  await chmod(starter, 0o755);
  await writeFile(join(folder, 'script'), shellScripts.bash);
});

afterAll(() => rm(folder, { recursive: true }));

/** What bash would offer behind this line. */
async function offered(line: string): Promise<string[]> {
  const steps = [
    `source '${join(folder, 'script')}'`,
    `COMP_LINE='${line}' COMP_POINT=${line.length}`,
    '_flasher',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ];
  const { stdout } = await run('bash', ['--norc', '-c', steps.join('\n')], {
    env: { PATH: `${folder}${delimiter}/usr/bin${delimiter}/bin` },
    timeout: 60_000,
  });
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash offers commands, options and choices, and leaves files to itself', async () => {
  expect(await offered('flasher rev')).toEqual(['revert']);
  expect(await offered('flasher image sign a.img --o')).toEqual(['--out']);
  expect(await offered('flasher completion ')).toEqual(['bash', 'zsh', 'fish']);
  expect(await offered('flasher flash ')).toEqual([]);
});
