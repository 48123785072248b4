import {
  handleCommand,
  readCommand,
  RecoveryServer,
  SmpGroup,
  cborMap,
  uint,
} from '@feierabend/protocol';
import { afterEach, describe, expect, test } from 'vitest';

import { FakeDevice, type FakeDeviceOptions } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

const board = new Uint8Array(16).fill(7);
const boardText = '07'.repeat(16);
const other = new Uint8Array(16).fill(9);

let device: FakeDevice;

async function start(
  tells: FakeDevice['tracker']['tells'],
  options: Partial<FakeDeviceOptions> = {},
) {
  device = await new FakeDevice({ runningImage: testImage(0), ...options }).start();
  device.tracker.tells = tells;
}

afterEach(() => device.stop());

function flash(image: Uint8Array, ...more: readonly string[]) {
  const argv = ['flash', 'new.img', '--trust', 'key.pub.pem', '--port', device.port, ...more];
  return runOnDevice(argv, { device, files: imageFiles(image) });
}

type Run = Awaited<ReturnType<typeof flash>>;

/** The image never left the host. */
const nothingSent = () =>
  expect(device.requests.filter(({ group, op }) => group === 1 && op === 2)).toEqual([]);
const compared = ({ events }: Run) =>
  events.find(({ event, task }) => event === 'end' && task === 'flash/compare');

describe('a device that tells its board and its counter', () => {
  test('gets the image that fits both, and the output says that they were compared', async () => {
    await start({ board, cnt: 1, flt: [] });
    const run = await flash(testImage(1, { board }));
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain(`Board     ${boardText}, as the image says\n`);
    expect(run.stdout).toContain('Counter   1; the device starts 1 or more\n');
    expect(compared(run)).toMatchObject({
      result: { board: boardText, counterMin: 1, notCompared: [] },
    });
  });

  test.each([
    ['another board', 'IMAGE_BOARD', testImage(1, { board: other }), { board, cnt: 0 }],
    ['an older release', 'IMAGE_COUNTER', testImage(1, { board }), { board, cnt: 2 }],
  ])('gets no byte of an image for %s', async (_what, code, image, tells) => {
    await start(tells);
    const run = await flash(image, '--json');
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(
      new RegExp(
        `^flasher: Expected new\\.img .+ the device says, .*nothing was sent.+\\[${code}\\]`,
        'u',
      ),
    );
    expect(run.events.at(-1)).toMatchObject({ outcome: 'failed', error: { code, exitCode: 3 } });
    nothingSent();
  });

  test('is asked with --unverified and before --recovery as well', async () => {
    const recovery = new RecoveryServer({ slotBytes: 16_384 });
    await start({ board, cnt: 0 }, { recovery });
    const foreign = testImage(1, { board: other, seed: new Uint8Array(32).fill(2) });
    const argv = ['flash', 'new.img', '--unverified', '--recovery', '--port', device.port];
    const run = await runOnDevice(argv, { device, files: imageFiles(foreign) });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('[IMAGE_BOARD]');
    expect([device.resets, recovery.erases]).toEqual([0, 0]);
  });

  test('is not the board that --board names', async () => {
    await start({ board, cnt: 0 });
    const run = await flash(testImage(1), '--board', '09'.repeat(16));
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain(`it says that it is ${boardText}; nothing was sent`);
    expect(run.stderr).toContain('[STATE_BOARD]');
    nothingSent();
  });

  test('gets an image that names no board, which is said', async () => {
    await start({ board, cnt: 0 });
    const run = await flash(testImage(1));
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(`Board     ${boardText}; the image names no board`);
  });

  test('gets nothing while it cannot read its boot state', async () => {
    await start({ board, flt: ['boot-state'] });
    const run = await flash(testImage(1));
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('flasher confirm --key FILE');
    expect(run.stderr).toContain('[STATE_BOOT_STATE]');
    nothingSent();
  });

  test('shows both in info, with what is wrong', async () => {
    await start({ board, cnt: 3, flt: ['journal'] });
    const run = await runOnDevice(['info', '--port', device.port], { device });
    expect(run.stdout).toContain(`Board     ${boardText}; security counter 3 or more\n`);
    expect(run.stdout).toContain('Faults    journal\n');
    expect(run.events.at(-1)).toMatchObject({
      result: { tracker: { boardId: boardText, securityCounterMin: 3, faults: ['journal'] } },
    });
  });
});

/** Group 64 as another maker might use it. */
const foreignGroup = handleCommand(
  readCommand({
    group: SmpGroup.tracker,
    id: 0,
    name: 'temperature',
    request: cborMap('Nothing', {}),
    response: cborMap('Temperature', { celsius: uint('of the oven') }),
  }),
  () => ({ celsius: 180 }),
);

describe('a device that does not tell', () => {
  test.each<[string, Partial<FakeDeviceOptions>]>([
    ['a tracker from before', {}],
    ['a board without group 64', { withoutTracker: true }],
    ['a board with another group 64', { withoutTracker: true, extras: [foreignGroup] }],
  ])('is flashed all the same, and that is said: %s', async (_what, options) => {
    await start({}, options);
    const run = await flash(testImage(1, { board }));
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain(
      'Unknown   board and counter could not be compared: this device does not tell\n',
    );
    expect(compared(run)).toMatchObject({
      outcome: 'ok',
      result: { board: null, counterMin: null, notCompared: ['board', 'counter'] },
    });
  });

  test('is believed to be what --board and --counter-min say', async () => {
    await start({}, { withoutTracker: true });
    const given = ['--board', boardText, '--counter-min', '1'];
    const run = await flash(testImage(1, { board }), ...given);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('does not tell; the image fits --board and --counter-min\n');
  });

  test('is a boot loader in recovery', async () => {
    await start({ board, cnt: 0 }, { recovery: new RecoveryServer({ slotBytes: 16_384 }) });
    device.inRecovery = true;
    const run = await flash(testImage(1), '--recovery');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('could not be compared: a boot loader in recovery does not tell');
  });
});
