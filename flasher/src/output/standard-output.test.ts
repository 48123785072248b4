import { Writable } from 'node:stream';

import { expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { testImage } from '../testing/test-images.ts';
import { StandardOutput } from './standard-output.ts';

/** Takes so many writes, and then none. */
function breaking(code: string, after: number) {
  const taken: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      if (taken.length === after) done(Object.assign(new TypeError(`${code}: write`), { code }));
      else done(void taken.push(text));
    },
  });
  return { taken, stdout: new StandardOutput(stream) };
}

test.each(['ENOSPC', 'EIO'])('%s on stdout ends with a code and a sentence', async (code) => {
  const { stdout } = breaking(code, 0);
  const help = await runOnDevice(['--help'], { io: { stdout } });
  expect(help.exitCode).toBe(11);
  expect(help.stderr).toMatch(new RegExp(`^flasher: .*${code}.*\\[OUTPUT_LOST\\]\n$`, 'u'));
});

test('what a command does goes on when its output is lost, and so does a code of its own', async () => {
  const device = await new FakeDevice({ runningImage: testImage(0) }).start();
  const { taken, stdout } = breaking('ENOSPC', 1);
  const run = await runOnDevice(['reset', '--port', device.port, '--json'], {
    device,
    io: { stdout },
  });
  expect([run.exitCode, device.resets, taken.length]).toEqual([11, 1, 1]);
  await device.stop();
  const failed = await runOnDevice(['info', '--port', '/nowhere/tty'], {
    io: { stdout: breaking('ENOSPC', 0).stdout },
  });
  expect(failed.exitCode).toBe(4);
});

test('a reader that went away is no fault', async () => {
  const { stdout, taken } = breaking('EPIPE', 1);
  const run = await runOnDevice(['completion', 'bash'], { io: { stdout } });
  expect([run.exitCode, run.stderr, taken.length]).toEqual([0, '', 1]);
});

test('monitor ends when nobody reads it any more', async () => {
  const device = await new FakeDevice({ runningImage: testImage(0) }).start();
  const { stdout } = breaking('EPIPE', 0);
  const run = await runOnDevice(['monitor', '--port', device.port], { device, io: { stdout } });
  await device.stop();
  expect([run.exitCode, run.stderr]).toEqual([0, '']);
});

/** A terminal, as the stream of one. */
function terminal(columns: number) {
  const said: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => done(void said.push(text)),
  });
  return { said, stream: Object.assign(stream, { isTTY: true, columns }) };
}

test.each([
  ['a terminal', false, true],
  ['a dumb terminal', true, false],
])('%s has escape codes only if it is not dumb', async (_name, isDumb, has) => {
  const device = await new FakeDevice({ runningImage: testImage(0) }).start();
  const { said, stream } = terminal(0);
  const stdout = new StandardOutput(stream, { isDumb });
  const argv = ['info', '--port', device.port];
  const run = await runOnDevice(argv, { device, io: { stdout, colour: true } });
  await device.stop();
  expect(run.exitCode).toBe(0);
  expect(said.join('').includes('\u001B')).toBe(has);
  // Nobody has measured it: a line is 80 columns, and not cut away.
  expect(stdout.columns).toBeUndefined();
});
