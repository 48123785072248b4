import { afterAll, beforeAll, expect, test } from 'vitest';

import { LineNoise } from '../testing/line/line-noise.ts';
import { QemuBoard } from '../testing/real-firmware/qemu-board.ts';
import { runOnBoard } from '../testing/real-firmware/run-on-board.ts';
import {
  asVersion,
  zephyrServer,
  type ZephyrServer,
} from '../testing/real-firmware/zephyr-servers.ts';

/** Zephyr 4.4 on a Cortex-M0 whose MCUboot swaps two slots; the tests follow each other. */
let server: ZephyrServer;
let board: QemuBoard;

beforeAll(async () => {
  server = await zephyrServer('qemu_cortex_m0', 'serial');
  board = await answeringBoard(server);
});

/**
 * Under QEMU a byte at the wrong moment of the start leaves this guest deaf until it is powered anew. That is the bench's
 * fault and not the flasher's, so a board is tested once it has answered; one that never does fails the first test.
 */
async function answeringBoard(of: ZephyrServer, triesLeft = 2): Promise<QemuBoard> {
  // The first line of its log: the receiver listens.
  const started = await QemuBoard.start(of, { bootedText: 'build time' });
  const { exitCode } = await runOnBoard(started, ['info']);
  if (exitCode === 0 || triesLeft === 0) return started;
  await started.stop();
  return answeringBoard(of, triesLeft - 1);
}

afterAll(() => board?.stop());

test('info names the groups that the board has, and shows the slot that runs', async () => {
  const run = await runOnBoard(board, ['info']);
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/group 64 is not offered/u);
  expect(run.stdout).toMatch(/Zephyr .*4\.4\.0 .*qemu_cortex_m0/u);
  expect(run.stdout).toMatch(/Slot 0 +0\.0\.0 .*runs, confirmed/u);
  expect(run.stdout).toContain(`Buffers   4 of ${server.entry.buf_size} bytes`);
});

test('an upload that was cut off is resumed where the board stopped', async () => {
  const image = asVersion(server.image, 1);
  const run = await runOnBoard(board, ['flash', 'one.bin', '--unverified', '--no-confirm'], {
    image,
    onEvent: (event) => {
      if (event.event === 'progress' && event.doneBytes > 20_000) board.line.cut();
    },
  });
  expect(run.exitCode).toBe(4);
  expect(run.stderr).toContain('[SMP_CLOSED]');
  const again = await runOnBoard(board, ['flash', 'one.bin', '--unverified', '--no-confirm'], {
    image,
  });
  expect(again.stderr).toBe('');
  expect(again.stdout).toMatch(/resumed at 2\d\.\d kB/u);
  expect(again.stdout).toContain('1.0.0 runs on trial');
});

test('the image on trial is seen, and reverted by MCUboot', async () => {
  const info = await runOnBoard(board, ['info']);
  expect(info.stdout).toMatch(/Slot 0 +1\.0\.0 .*on trial/u);
  const run = await runOnBoard(board, ['revert']);
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/0\.0\.0 runs again/u);
});

test('the slot that does not run is erased, and read back as empty', async () => {
  const run = await runOnBoard(board, ['erase']);
  expect(run.stderr).toBe('');
  expect((await runOnBoard(board, ['info'])).stdout).not.toContain('Slot 1');
});

test('over a noisy line the image arrives whole, is booted and proved', async () => {
  const noise = new LineNoise(1e-4, 20_261_128);
  board.line.noise = noise;
  const image = asVersion(server.image, 2);
  const run = await runOnBoard(board, ['flash', 'two.bin', '--unverified', '--no-confirm'], {
    image,
  });
  board.line.noise = undefined;
  expect(run.stderr).toBe('');
  expect(noise.spoilt).toBeGreaterThan(0);
  expect(run.stdout).toContain('2.0.0 runs on trial');
});

test('the image on trial is confirmed, and shown as such', async () => {
  const run = await runOnBoard(board, ['confirm']);
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  expect((await runOnBoard(board, ['info'])).stdout).toMatch(/Slot 0 +2\.0\.0 .*runs, confirmed/u);
});
