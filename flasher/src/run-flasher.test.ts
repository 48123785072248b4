import { LinkError } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { commandFiles } from './commands/command-files.ts';
import { buildProgram } from './program.ts';
import { portOpenFault } from './serial/port-fault.ts';
import { runOnDevice } from './testing/run-on-device.ts';

test.each(commandFiles.map((file) => [file.path.join(' '), file] as const))(
  'flasher %s --help shows an example',
  async (_name, { path, example }) => {
    const run = await runOnDevice([...path, '--help']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(example);
    expect(run.stdout).toContain('--json');
  },
);

/** Words of a line as a shell would make them, as far as our examples go. */
function wordsOf(line: string): readonly string[] {
  const inner = /\$\(([^)]+)\)/u.exec(line)?.[1] ?? line;
  const words = inner.match(/(?:[^\s"]|"[^"]*")+/gu) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

test.each(
  commandFiles.flatMap(({ path, example }) =>
    example.split('\n').map((line) => [line.trim(), path] as const),
  ),
)('the example "%s" is a command line that the flasher takes', (line, path) => {
  const [program, ...words] = wordsOf(line);
  expect(program).toBe('flasher');
  expect(words.slice(0, path.length)).toEqual(path);
  const out: string[] = [];
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: (text: string) => out.push(text) },
  };
  let isTaken = false;
  const tree = buildProgram(io, async (command) => {
    isTaken = command.path === path;
  });
  tree.parse([...words], { from: 'user' });
  expect([out, isTaken]).toEqual([[], true]);
});

test.each([
  [[]],
  [['policy']],
  [['fly']],
  [['flash']],
  [['info', '--port']],
  [['info', '--baud', '0']],
])('%j is a usage error on stderr', async (argv) => {
  const run = await runOnDevice(argv);
  expect(run.exitCode).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).not.toBe('');
});

test.each([
  ['Error Resource temporarily unavailable Cannot lock port', 'PORT_BUSY', 'close the terminal'],
  ['Error: Permission denied, cannot open /dev/ttyACM0', 'PORT_DENIED', 'dialout'],
  ['Error: No such file or directory, cannot open /dev/ttyACM0', 'PORT_ABSENT', 'cable'],
])('"%s" ends with exit 4 and what to do', async (text, code, advice) => {
  const run = await runOnDevice(['info', '--port', '/dev/ttyACM0'], {
    io: { openLink: async ({ port }) => Promise.reject(portOpenFault(port, new TypeError(text))) },
  });
  expect(run.exitCode).toBe(4);
  expect(run.stderr).toContain(`[${code}]`);
  expect(run.stderr).toContain(advice);
});

test('a port that is not there ends with exit 4', async () => {
  const run = await runOnDevice(['info', '--port', '/nowhere/ttyACM0']);
  expect(run.exitCode).toBe(4);
  expect(run.stderr).toMatch(/^flasher: Expected to open port \/nowhere\/ttyACM0, but .+\n$/u);
});

test('an error of our own making is exit 1, and asks for a report', async () => {
  const run = await runOnDevice(['info', '--port', 'x'], {
    io: { openLink: async () => Promise.reject(new TypeError('boom')) },
  });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('TypeError: boom; please report it');
});

test('an interruption before anything happened says that nothing was changed', async () => {
  const run = await runOnDevice(['info', '--port', 'x'], {
    io: {
      signal: AbortSignal.abort(),
      openLink: async () =>
        Promise.reject(new LinkError({ code: 'X', expected: '', came: '', next: '' })),
    },
  });
  expect(run.exitCode).toBe(130);
  expect(run.stderr).toContain('nothing was changed');
});
