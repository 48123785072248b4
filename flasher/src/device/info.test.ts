import {
  BootloaderInfo,
  buildImage,
  handleCommand,
  ImageSlotInfo,
  McumgrError,
  OsInfo,
  RecoveryServer,
} from '@feierabend/protocol';
import { afterEach, expect, test } from 'vitest';

import { FakeDevice, type FakeDeviceOptions } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const runningImage = buildImage({
  body: new Uint8Array(500),
  version: { major: 2, minor: 1, revision: 0, build: 0 },
  securityCounter: 1,
  signingKey: new Uint8Array(32).fill(3),
});

let device: FakeDevice;

async function start(options: Partial<FakeDeviceOptions> = {}) {
  device = await new FakeDevice({ runningImage, ...options }).start();
}

afterEach(() => device.stop());

test('info tells device, gate, policy, slots and buffers', async () => {
  await start();
  const run = await runOnDevice(['info', '--port', device.port], { device });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/Device {4}van-07 of tenant acme, provisioned/u);
  expect(run.stdout).toMatch(/Slot 0 {4}2\.1\.0 [0-9a-f]{16}\.\.\. \(runs, confirmed\)/u);
  expect(run.stdout).toContain('4 of 384 bytes');
});

test('a board without the tracker group is described without it', async () => {
  await start({ withoutTracker: true });
  const run = await runOnDevice(['info', '--json', '--port', device.port], { device });
  expect(run.exitCode).toBe(0);
  expect(run.events.at(-1)).toMatchObject({
    result: { tracker: null, identity: null, images: [{ version: '2.1.0', active: true }] },
  });
});

test('what a stock board offers of system, boot loader, groups and slots is shown', async () => {
  await start({
    withoutTracker: true,
    enumerates: true,
    extras: [
      handleCommand(OsInfo.read, () => ({ output: 'Zephyr v4.4.0 nrf52840dk' })),
      handleCommand(BootloaderInfo.read, ({ query }) =>
        query === 'mode' ? { mode: 3, 'no-downgrade': true } : { bootloader: 'MCUboot' },
      ),
      handleCommand(ImageSlotInfo.read, () => ({
        images: [{ image: 0, slots: [{ slot: 0, size: 4096 }, { slot: 1 }] }],
      })),
    ],
  });
  const run = await runOnDevice(['info', '--port', device.port], { device });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('System    Zephyr v4.4.0 nrf52840dk\n');
  expect(run.stdout).toContain('Boot      MCUboot, swaps, refuses downgrades\n');
  expect(run.stdout).toContain('Groups    0 os mgmt, 1 img mgmt, 3 settings mgmt, 10 enum mgmt\n');
  expect(run.stdout).toContain('Sizes     0/0 4096 bytes, 0/1 unread (image/slot)\n');
  expect(run.events.at(-1)).toMatchObject({
    result: {
      answers: 'application',
      bootLoader: { name: 'MCUboot', mode: 3, refusesDowngrades: true },
      groups: [
        { group: 0 },
        { group: 1 },
        { group: 3 },
        { group: 10, name: 'enum mgmt', commands: 4 },
      ],
      slots: [
        { image: 0, slot: 0, sizeBytes: 4096 },
        { image: 0, slot: 1, sizeBytes: null },
      ],
    },
  });
});

test('a boot loader in recovery is described as one', async () => {
  await start({ recovery: new RecoveryServer({ slotBytes: 4096 }) });
  device.inRecovery = true;
  const run = await runOnDevice(['info', '--port', device.port], { device });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('Recovery  MCUboot answers, and no application');
  expect(run.events.at(-1)).toMatchObject({ result: { answers: 'recovery', groups: null } });
});

test('a device without the parameters command is spoken to in one line at a time', async () => {
  await start();
  device.refusals.set('0/6', McumgrError.notSupported);
  const run = await runOnDevice(['info', '--port', device.port], { device });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('Buffers   1 of 93 bytes');
});

test('a refusal that is not "not supported" ends with the words of the device', async () => {
  await start();
  device.refusals.set('1/0', McumgrError.busy);
  const run = await runOnDevice(['info', '--port', device.port], { device });
  expect(run.exitCode).toBe(6);
  expect(run.stderr).toMatch(/it refused with BUSY: .+\[SMP_REFUSED\]/u);
});

test('--json prints one object per line: begin first, the end of the command last', async () => {
  await start();
  const run = await runOnDevice(['info', '--json', '--port', device.port], { device });
  const lines = run.stdout.trimEnd().split('\n');
  const events = lines.map((line): unknown => JSON.parse(line));
  expect(events).toEqual(run.events);
  expect(events[0]).toMatchObject({ event: 'begin', task: 'info', format: 1 });
  expect(events.at(-1)).toMatchObject({ event: 'end', task: 'info', outcome: 'ok', error: null });
});

test('a failed command ends its JSON lines with the error that stderr tells', async () => {
  await start();
  device.fate = () => 'lose-request';
  const run = await runOnDevice(['info', '--json', '--timeout', '0.5', '--port', device.port], {
    device,
  });
  expect(run.exitCode).toBe(5);
  const last: unknown = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({
    event: 'end',
    task: 'info',
    outcome: 'failed',
    error: { code: 'SMP_TIMEOUT', exitCode: 5 },
  });
  expect(run.tookMs).toBeLessThan(3000);
});
