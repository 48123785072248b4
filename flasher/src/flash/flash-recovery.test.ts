import { RecoveryServer } from '@feierabend/protocol';
import { afterEach, expect, test } from 'vitest';

import { FakeDevice, type FakeDeviceOptions } from '../testing/fake-device.ts';
import { runOnDevice, type RunOptions } from '../testing/run-on-device.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

let device: FakeDevice;
let recovery: RecoveryServer;

async function start(
  extras: ConstructorParameters<typeof RecoveryServer>[0]['extras'] = ['parameters'],
  options: Partial<FakeDeviceOptions> = {},
) {
  recovery = new RecoveryServer({ slotBytes: 16_384, extras });
  device = await new FakeDevice({ runningImage: testImage(0), recovery, ...options }).start();
}

afterEach(() => device.stop());

function flash(more: readonly string[] = [], options: RunOptions = {}) {
  const argv = ['flash', 'new.img', '--port', device.port, '--trust', 'key.pub.pem', ...more];
  return runOnDevice(argv, { device, files: imageFiles(), ...options });
}

test('--recovery sends the application into its boot loader, writes, and proves by hash what runs', async () => {
  await start();
  const run = await flash(['--recovery']);
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  expect(device.slots.states[0]).toMatchObject({ version: '1.0.1', active: true, confirmed: true });
  expect(recovery.erases).toBe(1);
  expect(run.events.at(-1)).toMatchObject({ result: { version: '1.0.1', standing: 'confirmed' } });
  const steps = run.events.filter(({ event }) => event === 'end').map(({ task }) => task);
  expect(steps).toContain('flash/recovery');
});

test('a device that waits in recovery is flashed in small messages when it does not say more', async () => {
  await start([]);
  device.inRecovery = true;
  const small = await flash(['--recovery']);
  expect(small.exitCode).toBe(0);
  device.inRecovery = true;
  recovery.slot.fill(0xff);
  const large = await flash(['--recovery', '--recovery-buffer', '1024']);
  expect(large.exitCode).toBe(0);
  const requests = [small, large].map(
    (run) => (run.events.at(-1) as { result?: { upload?: { requests: number } } }).result?.upload,
  );
  expect(requests[0]?.requests).toBeGreaterThan(10 * (requests[1]?.requests ?? 0));
});

test('an image that finds fault with itself is no success, although recovery has confirmed it', async () => {
  await start();
  device.inRecovery = true;
  device.tracker.tells = { flt: ['self-test'] };
  const run = await flash(['--recovery']);
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toContain('it finds fault with itself: self-test; it runs, and there is no');
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'VERIFY_HEALTH', exitCode: 7 } });
  device.tracker.tells = { flt: [] };
  const again = await flash(['--recovery']);
  expect([again.exitCode, again.stderr]).toEqual([0, '']);
  expect(again.stdout).toContain('Health    good by echo, hash, status, faults');
});

test('without --recovery nothing is written over the slot that runs', async () => {
  await start();
  device.inRecovery = true;
  const run = await flash();
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('[FLASH_RECOVERY]');
  expect(recovery.erases).toBe(0);
});

test('an application that knows no boot mode comes back, and is told from a boot loader', async () => {
  await start();
  device.ignoresResets = 100;
  const run = await flash(['--recovery']);
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toContain('[VERIFY_RECOVERY]');
  expect(recovery.erases).toBe(0);
});

test('an image that the boot loader does not start is no success', async () => {
  await start();
  device.inRecovery = true;
  const receive = recovery.receiveMessage.bind(recovery);
  recovery.receiveMessage = (bytes) => {
    const answers = receive(bytes);
    recovery.slot.fill(0xff, 0, 64);
    return answers;
  };
  const run = await flash(['--recovery']);
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toContain('[VERIFY_APPLICATION]');
});

test('another image than the one that was written is no success', async () => {
  await start();
  device.inRecovery = true;
  device.slots.replaceRunning = () => undefined;
  const run = await flash(['--recovery']);
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toContain('version 1.0.0 runs');
  expect(run.stderr).toContain('[VERIFY_RUNNING]');
});

test('an application that lists no images cannot prove what it is', async () => {
  await start(['parameters'], { withoutImages: true });
  const run = await flash(['--recovery']);
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toContain('the application lists no images');
});

test('an image larger than the slot is refused before its first byte', async () => {
  recovery = new RecoveryServer({ slotBytes: 4096, extras: ['slot-info', 'parameters'] });
  device = await new FakeDevice({ runningImage: testImage(0), recovery }).start();
  device.inRecovery = true;
  const run = await flash(['--recovery']);
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain('[IMAGE_TOO_LARGE]');
  expect(recovery.erases).toBe(0);
});

test('a slot that the boot loader gives no number for is not guessed', async () => {
  await start();
  device.inRecovery = true;
  const run = await flash(['--recovery', '--slot', '1']);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('[FLASH_SLOT]');
  expect(recovery.erases).toBe(0);
});

test('an interruption leaves the boot loader waiting, and the same command starts over', async () => {
  await start();
  device.inRecovery = true;
  const interruption = new AbortController();
  device.fate = ({ index }) => {
    if (index === 8) interruption.abort();
    return 'answer';
  };
  const run = await flash(['--recovery'], { io: { signal: interruption.signal } });
  expect(run.exitCode).toBe(130);
  expect(run.stderr).toContain('the boot loader waits with half an image');
  device.fate = () => 'answer';
  const again = await flash(['--recovery']);
  expect(again.exitCode).toBe(0);
  expect(recovery.erases).toBe(2);
});
