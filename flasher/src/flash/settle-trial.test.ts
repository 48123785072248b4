import { RecoveryServer } from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

let device: FakeDevice;

beforeEach(async () => {
  const recovery = new RecoveryServer({ slotBytes: 4096 });
  device = await new FakeDevice({ runningImage: testImage(0), recovery }).start();
});

afterEach(() => device.stop());

function run(command: string, ...more: readonly string[]) {
  return runOnDevice([command, '--port', device.port, ...more], { device, files: imageFiles() });
}

/** 1.0.1 runs on trial, and 1.0.0 is what a reset brings back. */
function tryNewImage(): void {
  device.slots.store(testImage(1));
  device.slots.markStored();
  device.slots.boot();
}

describe('confirm', () => {
  test('keeps the image on trial, and reads it back', async () => {
    tryNewImage();
    const kept = await run('confirm', '--json');
    expect(kept.exitCode).toBe(0);
    expect(device.slots.states[0]).toMatchObject({ version: '1.0.1', confirmed: true });
    expect(kept.events.at(-1)).toMatchObject({
      outcome: 'ok',
      result: { running: '1.0.1', standing: 'confirmed' },
    });
  });

  test('has nothing to do for an image that is confirmed', async () => {
    const kept = await run('confirm');
    expect(kept.exitCode).toBe(0);
    expect(kept.stdout).toContain('1.0.0 runs and is confirmed (nothing to do)');
    expect(kept.events.at(-1)).toMatchObject({ outcome: 'skipped' });
  });

  test('ends with exit 7 when the device forgets it', async () => {
    tryNewImage();
    device.slots.forgetsConfirm = true;
    const kept = await run('confirm', '--json');
    expect(kept.exitCode).toBe(7);
    expect(kept.events.at(-1)).toMatchObject({ error: { code: 'VERIFY_CONFIRM', exitCode: 7 } });
  });

  test('is no command for a boot loader', async () => {
    device.inRecovery = true;
    const kept = await run('confirm');
    expect(kept.exitCode).toBe(6);
    expect(kept.stderr).toContain('[STATE_RECOVERY]');
  });
});

describe('revert', () => {
  test('resets an image on trial, and proves that the one before runs', async () => {
    tryNewImage();
    device.hangsUpOnReset = true;
    const back = await run('revert', '--json');
    expect(back.stderr).toBe('');
    expect(back.exitCode).toBe(0);
    expect(device.slots.states[0]).toMatchObject({ version: '1.0.0', active: true });
    expect(back.events.at(-1)).toMatchObject({ result: { before: '1.0.1', running: '1.0.0' } });
  });

  test('asks again when the reset was lost', async () => {
    tryNewImage();
    device.ignoresResets = 1;
    expect((await run('revert')).exitCode).toBe(0);
    expect(device.resets).toBe(2);
  });

  test('with --previous boots and confirms the image in the other slot', async () => {
    tryNewImage();
    expect((await run('confirm')).exitCode).toBe(0);
    const refused = await run('revert', '--json');
    expect(refused.exitCode).toBe(6);
    expect(refused.events.at(-1)).toMatchObject({ error: { code: 'STATE_CONFIRMED' } });
    const back = await run('revert', '--previous');
    expect(back.exitCode).toBe(0);
    expect(device.slots.states[0]).toMatchObject({ version: '1.0.0', confirmed: true });
  });

  test('needs an image to go back to', async () => {
    const back = await run('revert', '--previous');
    expect(back.exitCode).toBe(6);
    expect(back.stderr).toContain('[STATE_NO_IMAGE]');
  });

  test('does not ask for an image that the boot loader would not start', async () => {
    device.slots.store(testImage(1));
    device.slots.refusesIdle = true;
    const back = await run('revert', '--previous');
    expect(back.exitCode).toBe(6);
    expect(back.stderr).toContain('[STATE_NOT_BOOTABLE]');
    const flashed = await run('flash', 'new.img', '--trust', 'key.pub.pem');
    expect(flashed.exitCode).toBe(6);
    expect(flashed.stderr).toContain('lists it as not bootable');
    expect(device.resets).toBe(0);
  });

  test('does not touch an image that waits for the next reset', async () => {
    device.slots.store(testImage(1));
    device.slots.markStored();
    const back = await run('revert');
    expect(back.exitCode).toBe(6);
    expect(back.stderr).toContain('1.0.1 is marked and boots at the next reset');
    expect(device.resets).toBe(0);
  });
});

describe('erase', () => {
  test('empties the other slot, and reads that back', async () => {
    device.slots.store(testImage(1));
    const erased = await run('erase', '--json');
    expect(erased.exitCode).toBe(0);
    expect(device.slots.states).toHaveLength(1);
    expect(erased.events.at(-1)).toMatchObject({ result: { slot: 1, before: '1.0.1' } });
  });

  test('is no success when the image is still there', async () => {
    device.slots.store(testImage(1));
    device.slots.forgetsErase = true;
    const erased = await run('erase', '--json');
    expect(erased.exitCode).toBe(7);
    expect(erased.events.at(-1)).toMatchObject({ error: { code: 'VERIFY_ERASED' } });
  });

  test.each([
    ['what runs', () => undefined, '0', ['it runs 1.0.0', 'have the other image run first']],
    ['what a revert needs', tryNewImage, '1', ['a reset reverts to 1.0.0', 'settle the trial']],
    ['what boots next', () => device.slots.markStored(), '1', ['at the next reset', 'settle the']],
  ])('never asks for %s', async (_what, prepare, slot, said) => {
    device.slots.store(testImage(1));
    prepare();
    const erased = await run('erase', '--slot', slot);
    expect(erased.exitCode).toBe(6);
    for (const words of said) expect(erased.stderr).toContain(words);
    expect(device.requests.some(({ group, command }) => group === 1 && command === 5)).toBe(false);
  });

  test('names what a device does not offer', async () => {
    const erased = await run('erase', '--storage');
    expect(erased.exitCode).toBe(6);
    expect(erased.stderr).toContain('to offer erasing its settings (group 63)');
  });
});
