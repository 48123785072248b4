import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runFirmwareSim } from './program.ts';
import { SocketClient, socketFolder } from './testing/socket-client.ts';

const deadlineMs = 25_000;
const bin = fileURLToPath(new URL('../bin/firmware-sim.js', import.meta.url));

let folder: Awaited<ReturnType<typeof socketFolder>>;
beforeEach(async () => {
  folder = await socketFolder();
});
afterEach(() => folder.remove());

/** Runs a command line in this process; it is told to end as soon as its ports are open. */
async function run(...argv: readonly string[]) {
  const ended = new AbortController();
  const said = { stdout: '', stderr: '' };
  const exitCode = await runFirmwareSim(argv, {
    stdout: {
      write: (text) => {
        said.stdout += text;
        if (text.includes('tracker ready')) ended.abort();
      },
    },
    stderr: { write: (text) => (said.stderr += text) },
    signal: ended.signal,
  });
  return { exitCode, ...said };
}

describe('firmware-sim run', () => {
  it('opens its ports, says so, and ends as asked', async () => {
    const port = join(folder.path, 's');
    const ran = await run('run', '--serial', port);
    expect(ran).toMatchObject({ exitCode: 0, stdout: `tracker ready on ${port}\n` });
    expect(ran.stderr).toContain('boot: no-image, firmware none');
  });

  it.each([
    [['run', '--baud', '0']],
    [['run', '--seed', '4294967296']],
    [['run', '--seed', 'x']],
    [['run', '--pty', 'a', '--serial', 'b']],
    [['run', '--what']],
    [['walk']],
    [['run', '--serial', 'tcp://127.0.0.1']],
    [['run', '--serial', 'tcp://10.0.0.1:5000']],
  ])('%j is a wrong command line', async (argv) => {
    expect(await run(...argv)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('says in one sentence what is wrong with a device file', async () => {
    const config = join(folder.path, 'device.json');
    await writeFile(config, '{ "tenant": "acme" }');
    const { exitCode, stderr } = await run('run', '--config', config);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^firmware-sim: Expected a device file at .*, but in boardId: .*\. \[DEVICE_CONFIG\]\n$/u,
    );
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('says in one sentence that a port cannot be had, and leaves none open', async () => {
    const serial = join(folder.path, 's');
    const gnss = join(folder.path, 'none', 'g');
    const { exitCode, stderr } = await run('run', '--serial', serial, '--gnss', gnss);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      /^firmware-sim: Expected to offer a port at .* the system said E[A-Z]+; .*\. \[PORT_LISTEN\]$/mu,
    );
    expect(await run('run', '--serial', serial)).toMatchObject({ exitCode: 0 });
  });

  it('says so when a port is taken', async () => {
    const serial = join(folder.path, 's');
    const { exitCode, stderr } = await run('run', '--serial', serial, '--gnss', serial);
    expect([exitCode, stderr.includes('EADDRINUSE')]).toEqual([4, true]);
  });
});

async function start(...argv: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'run', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
  });
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(deadlineMs) });
  const signal = AbortSignal.timeout(deadlineMs);
  const [line] = (await once(child.stdout, 'data', { signal })) as [Buffer];
  return { child, gone, line: line.toString() };
}

/** Windows has no SIGTERM that a program could handle. */
describe.skipIf(process.platform === 'win32')('a tracker in a process of its own', () => {
  it('starts, says that it is ready, and ends with code 0 on SIGTERM', async () => {
    const port = join(folder.path, 's');
    const { child, gone, line } = await start('--serial', port);
    expect(line).toBe(`tracker ready on ${port}\n`);
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });

  it('ends when its bench disconnects', async () => {
    const control = join(folder.path, 'c');
    const { gone } = await start('--serial', join(folder.path, 's'), '--control', control);
    const bench = await SocketClient.open(control);
    bench.send('{"id":1,"do":"power","on":true}\n');
    expect(await bench.readTo('\n')).toContain('"ok":true');
    await bench.close();
    expect(await gone).toEqual([0, null]);
  });
});
