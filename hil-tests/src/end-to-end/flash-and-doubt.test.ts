import { beforeAll, expect, test } from 'vitest';

import type { BareBoard } from './bare-board.tool.ts';
import { admin, makeBench, makeTracker, port, startS } from './tenant-bench.tool.ts';

const trust = ['--trust', 'signing.pub.pem'];
const boardId = '07'.repeat(16);

let prepared: BareBoard;

/** A board that runs 1.0.0 and belongs to nobody, with images beside it. */
beforeAll(async () => {
  prepared = await makeBench();
  const sim = ['--sim', '--size', '4096', '--key', 'signing.pem'];
  const build = (file: string, ...more: readonly string[]) =>
    prepared.done('image', 'build', file, ...sim, ...more);
  await build('1.img', '--version', '1.0.0', '--counter', '2', '--board', boardId);
  await build('2.img', '--version', '2.0.0', '--counter', '3', '--board', boardId);
  await build('old.img', '--version', '1.1.0', '--counter', '1', '--board', boardId);
  await build('other.img', '--version', '1.1.0', '--counter', '3', '--board', '09'.repeat(16));
  await build('3.img', '--version', '3.0.0', '--counter', '3', '--board', boardId);
  await prepared.done('image', 'keygen', 'foreign.pem');
  const foreign = ['--sim', '--size', '4096', '--key', 'foreign.pem', '--version', '9.0.0'];
  await prepared.done('image', 'build', 'foreign.img', ...foreign, '--counter', '9');
  const sick = ['--self-test', 'stay', '--board', boardId];
  await build('sick.img', '--version', '2.0.0', '--counter', '3', ...sick);
  await prepared.done('flash', '1.img', ...port, ...trust);
});

test.each([
  ['other.img', 'IMAGE_BOARD'],
  ['old.img', 'IMAGE_COUNTER'],
])('a blank board gets no byte of %s', async (file, code) => {
  const board = prepared.clone();
  const { slots } = board.device.tracker ?? expect.fail('it has no power');
  const before = slots.list().map(({ image }) => image.version);
  const run = await board.flasher('flash', file, ...port, ...trust);
  expect([run.exitCode, run.err]).toEqual([3, expect.stringContaining(`[${code}]`)]);
  expect(run.events.some(({ task }) => task === 'flash/upload')).toBe(false);
  expect(slots.list().map(({ image }) => image.version)).toEqual(before);
});

test('what a board tells of itself before and after an upgrade', async () => {
  const board = prepared.clone();
  const before = await board.done('info', ...port);
  expect(before.out).toContain(`Board     ${boardId}; security counter 2 or more`);
  const run = await board.done('flash', '2.img', ...port, ...trust);
  expect(run.out).toContain('Counter   3; the device starts 2 or more');
  expect(run.out).toContain('Health    good by echo, hash, status, faults, what it held before');
  const after = await board.done('info', ...port);
  expect(after.result).toMatchObject({ tracker: { securityCounterMin: 3, faults: [] } });
});

test('an image that finds fault with itself is not confirmed, and the board goes back', async () => {
  const board = prepared.clone();
  const run = await board.flasher('flash', 'sick.img', ...port, ...trust);
  expect(run.exitCode).toBe(7);
  expect(run.err).toMatch(
    /it finds fault with itself: self-test; .+ reverts it.+\[VERIFY_HEALTH\]/u,
  );
  await board.done('revert', ...port);
  expect(board.device.tracker?.firmwareVersion).toBe('1.0.0');
});

test('a boot state that is lost closes the device until somebody signs for what runs', async () => {
  const board = await makeTracker();
  board.liveTo(startS + 1000);
  const fixes = () => board.device.tracker?.duty?.recorder.counts.fixesTaken ?? 0;
  expect(fixes()).toBeGreaterThan(0);
  board.loseBootState();
  board.liveTo(startS + 1100);
  expect(fixes()).toBe(0);
  const info = await board.done('info', ...port);
  expect(info.result).toMatchObject({
    tracker: { mode: 'closed', reason: 'boot-state', faults: ['boot-state'] },
  });
  const newer = ['--sim', '--size', '4096', '--key', 'signing.pem', '--version', '1.1.0'];
  await board.done('image', 'build', 'newer.img', ...newer);
  const flash = ['flash', 'newer.img', ...port, '--trust', 'signing.pub.pem'];
  const refused = await board.flasher(...flash);
  expect([refused.exitCode, refused.err]).toEqual([
    6,
    expect.stringContaining('[STATE_BOOT_STATE]'),
  ]);
  const unsigned = await board.flasher('confirm', ...port);
  expect(unsigned.err).toContain('[STATE_BOOT_STATE]');
  await board.done('confirm', ...port, ...admin);
  board.liveTo(startS + 1200);
  expect(fixes()).toBeGreaterThan(0);
  await board.done(...flash);
  expect(board.device.tracker?.firmwareVersion).toBe('1.1.0');
});

test('serial recovery of the simulator takes an image, and starts it or not', async () => {
  const board = prepared.clone();
  const there = await board.done('reset', '--recovery', ...port);
  expect(there.result).toMatchObject({ answers: 'recovery' });
  const ports = await board.done('ports', 'bench');
  expect(ports.out).toContain('MCUboot in serial recovery; its first slot holds 1.0.0');
  const flash = (file: string) =>
    board.flasher('flash', file, '--recovery', '--unverified', ...port);
  const refused = await flash('foreign.img');
  expect([refused.exitCode, refused.err]).toEqual([
    7,
    expect.stringContaining('[VERIFY_APPLICATION]'),
  ]);
  const written = await flash('2.img');
  expect([written.exitCode, written.err]).toEqual([0, '']);
  expect(written.result).toMatchObject({ version: '2.0.0', standing: 'confirmed' });
  expect(board.device.tracker?.firmwareVersion).toBe('2.0.0');
  // And from the application, which the flasher sends there itself.
  const back = await flash('1.img');
  expect(back.err).toContain('[IMAGE_COUNTER]');
  const again = await flash('3.img');
  expect([again.exitCode, board.device.tracker?.firmwareVersion]).toEqual([0, '3.0.0']);
  const info = await board.done('info', ...port);
  expect(info.out).toContain('Groups    0 os mgmt, 1 img mgmt, 3 settings mgmt, 10 enum mgmt, 64');
  const doctor = await board.done('doctor', '--port', 'tcp://bench:1');
  expect(doctor.out).toContain('it offers operating system (group 0), images (group 1)');
});

test('an image that is confirmed and finds fault with itself is no success, however often it is flashed', async () => {
  const board = prepared.clone();
  const recovered = await board.flasher('flash', 'sick.img', '--recovery', ...port, ...trust);
  const again = await board.flasher('flash', 'sick.img', ...port, ...trust);
  for (const run of [recovered, again]) {
    expect([run.exitCode, run.err]).toEqual([7, expect.stringContaining('[VERIFY_HEALTH]')]);
  }
  expect(again.events.some(({ task }) => task === 'flash/upload')).toBe(false);
});
