import { McumgrError, RecoveryServer } from '@feierabend/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { testImage } from '../testing/test-images.ts';

let device: FakeDevice;

beforeEach(async () => {
  const recovery = new RecoveryServer({ slotBytes: 4096 });
  device = await new FakeDevice({ runningImage: testImage(0), recovery }).start();
});

afterEach(() => device.stop());

function reset(...more: readonly string[]) {
  return runOnDevice(['reset', '--port', device.port, ...more], { device });
}

const last = (run: Awaited<ReturnType<typeof reset>>) => run.events.at(-1);

test('a device that hangs up is found again on its port', async () => {
  device.hangsUpOnReset = true;
  const run = await reset('--json');
  expect(run.exitCode).toBe(0);
  expect(device.resets).toBe(1);
  expect(last(run)).toMatchObject({ result: { seen: 'hang-up', answers: 'application' } });
});

test('a device that falls silent is waited for', async () => {
  device.deafRequestsAfterReset = 3;
  const run = await reset();
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('Reset: it fell silent and came back; the application answers');
});

test('a reset nobody saw is told as such', async () => {
  const run = await reset();
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('too fast to be seen gone');
});

test('--recovery ends in the boot loader, and a reset out of it in the application', async () => {
  const there = await reset('--recovery');
  expect(there.exitCode).toBe(0);
  expect(last(there)).toMatchObject({ result: { answers: 'recovery' } });
  expect(device.inRecovery).toBe(true);
});

test('--recovery on a board that knows no boot mode is no success', async () => {
  device.ignoresResets = 10;
  const run = await reset('--recovery', '--json');
  expect(run.exitCode).toBe(7);
  expect(last(run)).toMatchObject({ error: { code: 'VERIFY_RECOVERY', exitCode: 7 } });
});

test('--no-wait ends with the word of the device', async () => {
  device.deafRequestsAfterReset = 10_000;
  const run = await reset('--no-wait');
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('what runs now was not looked at');
});

test('a device that never comes back ends with the phase', async () => {
  device.deafRequestsAfterReset = 10_000;
  const run = await reset('--boot-timeout', '5');
  expect(run.exitCode).toBe(5);
  expect(run.stderr).toContain('[SMP_BOOT_TIMEOUT]');
  expect(run.tookMs).toBeLessThan(10_000);
});

test('a refusal is told in the words of the device, and nothing is waited for', async () => {
  device.refusals.set('0/5', McumgrError.busy);
  const run = await reset();
  expect(run.exitCode).toBe(6);
  expect(run.stderr).toContain('it refused with BUSY');
});

test('a lost answer does not hide a reset that is seen, and a lost request is no success', async () => {
  const isReset = ({ group, command }: { group: number; command: number }) =>
    group === 0 && command === 5;
  device.deafRequestsAfterReset = 2;
  device.fate = (request) => (isReset(request) ? 'lose-answer' : 'answer');
  expect((await reset()).exitCode).toBe(0);
  device.deafRequestsAfterReset = 0;
  device.fate = (request) => (isReset(request) ? 'lose-request' : 'answer');
  const lost = await reset();
  expect(lost.exitCode).toBe(5);
  expect(lost.stderr).toContain('an answer to the reset');
});
