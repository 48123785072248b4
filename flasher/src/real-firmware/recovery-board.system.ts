import { Echo, Setting, type SmpRefusal } from '@feierabend/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { realClock } from '../serial/clock.ts';
import { openLink } from '../serial/open-link.ts';
import { SmpSession } from '../session/smp-session.ts';
import { QemuBoard } from '../testing/real-firmware/qemu-board.ts';
import { runOnBoard } from '../testing/real-firmware/run-on-board.ts';
import {
  asVersion,
  zephyrServer,
  type ZephyrServer,
} from '../testing/real-firmware/zephyr-servers.ts';

/**
 * Zephyr on a Cortex-M3 whose MCUboot copies the highest version into RAM, and has serial recovery;
 * the tests follow each other.
 */
let server: ZephyrServer;
let board: QemuBoard;

beforeAll(async () => {
  server = await zephyrServer('mps2_an385', 'serial_recovery');
  board = await QemuBoard.start(server);
});

afterAll(() => board?.stop());

test('info names more groups on a larger board', async () => {
  const run = await runOnBoard(board, ['info']);
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/3 settings mgmt/u);
  expect(run.stdout).toContain('Buffers   4 of 384 bytes');
});

test('echo and settings speak with the real server', async () => {
  const session = await SmpSession.open({
    openLink: () => openLink({ port: board.port, baudRate: 115_200 }),
    clock: realClock,
    signal: new AbortController().signal,
    answerTimeoutMs: 2000,
  });
  try {
    const { r } = await session.request(Echo.write, { d: 'Feierabend' });
    expect(r).toBe('Feierabend');
    const refusal = await session
      .request(Setting.read, { name: 'no/such' })
      .catch((error: unknown) => error as SmpRefusal);
    expect(refusal).toMatchObject({ code: 'SMP_REFUSED', errorName: 'ROOT_KEY_NOT_FOUND' });
    const wrong = await session
      .request(Setting.write, { name: 'no/such', val: Uint8Array.of(1) })
      .catch((error: unknown) => error as SmpRefusal);
    expect(wrong).toMatchObject({ code: 'SMP_REFUSED' });
  } finally {
    await session.close();
  }
});

test('a boot loader without a test starts the higher version, which is proved by its hash', async () => {
  const image = asVersion(server.image, 1);
  const run = await runOnBoard(board, ['flash', 'one.bin', '--unverified'], { image });
  expect(run.stderr).toBe('');
  expect(run.stdout).toContain('starts the highest version');
  expect(run.stdout).toContain('1.0.0 runs and is confirmed');
});

test('an image that is no higher is refused before a reset', async () => {
  const erased = await runOnBoard(board, ['erase', '--slot', '0']);
  expect([erased.exitCode, erased.stderr]).toEqual([0, '']);
  const run = await runOnBoard(board, ['flash', 'old.bin', '--unverified'], {
    image: server.image,
  });
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toContain('[VERIFY_HIGHEST]');
});

test('the board goes into serial recovery and out of it when it is asked to', async () => {
  const there = await runOnBoard(board, ['reset', '--recovery']);
  expect([there.exitCode, there.stderr]).toEqual([0, '']);
  expect(there.stdout).toContain('MCUboot answers in serial recovery');
  const back = await runOnBoard(board, ['reset']);
  expect([back.exitCode, back.stderr]).toEqual([0, '']);
  expect((await runOnBoard(board, ['info'])).stdout).toContain('System    Zephyr');
});

test('a board without an application gets one through serial recovery, which then runs', async () => {
  const bare = await QemuBoard.start(server, { isEmpty: true });
  try {
    const image = asVersion(server.image, 3);
    const words = ['flash', 'three.bin', '--unverified', '--recovery'];
    const run = await runOnBoard(bare, words, { image });
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('the new image runs, proved by its hash');
    expect((await runOnBoard(bare, ['info'])).stdout).toMatch(/Slot 0 +3\.0\.0 .*runs/u);
  } finally {
    await bare.stop();
  }
});
