import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  await Promise.all(
    (['bash', 'zsh', 'fish'] as const).map((shell) =>
      writeFile(join(folder, shell), shellScripts[shell]),
    ),
  );
});

afterAll(() => rm(folder, { recursive: true }));

type Shell = keyof typeof shellScripts;

/** How each shell is brought to say what it would offer behind a line. */
const askers: Readonly<Record<Shell, (line: string) => readonly string[]>> = {
  bash: (line) => [
    '--norc',
    '-c',
    [
      `source '${join(folder, 'bash')}'`,
      `COMP_LINE='${line}' COMP_POINT=${line.length}`,
      '_flasher',
      'printf "%s\\n" "@{COMPREPLY[@]}"',
    ].join('\n'),
  ],
  // What the completion system of zsh is given, without a terminal around it.
  zsh: (line) => [
    '-f',
    '-c',
    [
      'compdef() { }',
      '_files() { }',
      '_describe() { print -rl -- "@{(@P)2}" }',
      `source '${join(folder, 'zsh')}'`,
      `words=("@{(@s: :)@{:-${line}}}")`,
      'CURRENT=@{#words}',
      '_flasher',
    ].join('\n'),
  ],
  fish: (line) => ['--no-config', '-c', `source '${join(folder, 'fish')}'; complete -C '${line}'`],
};

async function offered(shell: Shell, line: string): Promise<string[]> {
  return (await raw(shell, line)).map((word) => word.replace(/(?:\t|:).*$/u, ''));
}

async function raw(shell: Shell, line: string): Promise<string[]> {
  const argv = askers[shell](line).map((word) => word.replaceAll('@{', '\u0024{'));
  const { stdout } = await run(shell, argv, {
    env: { PATH: `${folder}${delimiter}/usr/bin${delimiter}/bin`, HOME: folder },
    timeout: 60_000,
  });
  return stdout.split('\n').filter((word) => word !== '');
}

test.each(['bash', 'zsh', 'fish'] as const)(
  '%s offers commands, options and choices, and leaves files to itself',
  async (shell) => {
    expect(await offered(shell, 'flasher rev')).toEqual(['revert']);
    expect(await offered(shell, 'flasher image sign a.img --o')).toEqual(['--out']);
    const shells = await offered(shell, 'flasher completion ');
    expect(shells.toSorted()).toEqual(['bash', 'fish', 'zsh']);
    const files = await offered(shell, 'flasher flash no-such-file');
    expect(files).toEqual([]);
  },
);

test('the colons of a USB identity stay in bash and in zsh', async () => {
  const real = await readFile(join(folder, 'flasher'), 'utf8');
  await writeFile(join(folder, 'flasher'), "#!/bin/sh\nprintf 'usb:2fe3:0004:A\\tBoard\\n'\n");
  try {
    // bash replaces what is behind the last colon of the word that is typed; zsh escapes them all.
    expect(await raw('bash', 'flasher info --port usb:2')).toEqual(['2fe3:0004:A']);
    expect(await raw('zsh', 'flasher info --port usb:2')).toEqual([
      String.raw`usb\:2fe3\:0004\:A:Board`,
    ]);
    expect(await raw('fish', 'flasher info --port usb:2')).toEqual(['usb:2fe3:0004:A\tBoard']);
  } finally {
    await writeFile(join(folder, 'flasher'), real);
  }
});
