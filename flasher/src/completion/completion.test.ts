import { expect, test } from 'vitest';

import { FakeHost } from '../testing/fake-host.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const host = new FakeHost().plug({
  name: 'ttyACM0',
  location: '1-1',
  vendorId: '2fe3',
  productId: '0004',
  serialNumber: 'AAA',
});

async function completed(...words: readonly string[]) {
  const run = await runOnDevice(['complete', '--', ...words], { io: { host } });
  expect(run.exitCode).toBe(0);
  return run.stdout.split('\n').filter((line) => line !== '');
}

const values = async (...words: readonly string[]) =>
  (await completed(...words)).map((line) => line.split('\t')[0]);

test('commands are completed with what they do, and hidden ones are not', async () => {
  expect(await completed('rev')).toEqual([expect.stringMatching(/^revert\tgo back to the image/u)]);
  expect(await values('image', '')).toEqual(expect.arrayContaining(['sign', 'verify', 'help']));
  expect(await values('comp')).toEqual(['completion']);
});

test('options are completed once, and their values are left to them', async () => {
  expect(await values('flash', 'app.img', '--no')).toEqual(['--no-confirm']);
  expect(await values('flash', 'app.img', '--no-confirm', '--no')).toEqual([]);
  expect(await values('flash', 'app.img', '--baud', '')).toEqual([]);
  expect(await values('image', 'keygen', '--kind', 'e')).toEqual(['ed25519', 'ecdsa-p256']);
});

test('ports are completed by path and by identity, files by the shell', async () => {
  expect(await values('info', '--port', '')).toEqual([
    '/dev/ttyACM0',
    'usb:2fe3:0004:AAA',
    ':files',
  ]);
  expect(await values('info', '--port', 'usb')).toEqual(['usb:2fe3:0004:AAA', ':files']);
  expect(await values('ports', '/dev/ttyACM0', '/dev/t')).toEqual(['/dev/ttyACM0', ':files']);
  expect(await values('flash', '')).toEqual([':files']);
  expect(await values('flash', 'app.img', '--trust', 'sig')).toEqual([':files']);
});

test('the shells are the choices of the argument', async () => {
  expect(await values('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('odd lines complete to nothing, and fail nothing', async () => {
  expect(await values('fly', '--to')).toEqual([]);
  expect(await values()).toContain('flash');
  const broken = new FakeHost();
  broken.driver = async () => Promise.reject(new TypeError('spawn udevadm ENOENT'));
  const run = await runOnDevice(['complete', '--', 'info', '--port', ''], { io: { host: broken } });
  expect(run.stdout).toBe(':files\n');
});

test.each(['bash', 'zsh', 'fish'])(
  'flasher completion %s prints a script that asks',
  async (shell) => {
    const run = await runOnDevice(['completion', shell, '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.events.at(-1)).toMatchObject({
      result: { shell, script: expect.stringContaining('flasher complete -- ') as unknown },
    });
    expect((await runOnDevice(['completion', shell])).stdout).not.toContain('@{');
  },
);

test('another shell is a usage error', async () => {
  const run = await runOnDevice(['completion', 'tcsh']);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('bash, zsh, fish');
});
