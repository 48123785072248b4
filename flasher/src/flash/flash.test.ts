import { buildImage, McumgrError } from '@feierabend/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { runOnDevice, type RunOptions } from '../testing/run-on-device.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

const foreignSeed = new Uint8Array(32).fill(2);
const oldImage = testImage(0);
const newImage = testImage(1);
const files = imageFiles(newImage);

let device: FakeDevice;

beforeEach(async () => {
  device = await new FakeDevice({ runningImage: oldImage }).start();
});

afterEach(() => device.stop());

function flash(more: readonly string[] = [], options: RunOptions = {}) {
  const argv = ['flash', 'new.img', '--port', device.port, '--trust', 'key.pub.pem', ...more];
  return runOnDevice(argv, { device, files, ...options });
}

function isUpload({ group, command }: { group: number; command: number }): boolean {
  return group === 1 && command === 1;
}

describe('on a device that behaves', () => {
  test('the image is uploaded, booted, proved by hash, confirmed, and read back', async () => {
    const run = await flash();
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(device.slots.states[0]).toMatchObject({
      version: '1.0.1',
      active: true,
      confirmed: true,
    });
    expect(run.stdout).toMatch(/Uploaded .+ % of what the line would carry/u);
    expect(run.stdout).toMatch(/1\.0\.1 runs and is confirmed\n$/u);
  });

  test('--no-confirm leaves the image on trial and says so', async () => {
    const run = await flash(['--no-confirm']);
    expect(run.exitCode).toBe(0);
    expect(device.slots.states[0]?.confirmed).toBeUndefined();
    expect(run.stdout).toContain('runs on trial: the next reset reverts it');
  });

  test('an image that runs already is not sent again', async () => {
    await flash();
    const sent = device.slots.uploadedBytes;
    const run = await flash();
    expect(run.exitCode).toBe(0);
    expect(run.events.at(-1)).toMatchObject({ event: 'end', outcome: 'skipped' });
    expect(device.slots.uploadedBytes).toBe(sent);
  });

  test('an image on trial is only confirmed', async () => {
    await flash(['--no-confirm']);
    const sent = device.slots.uploadedBytes;
    expect((await flash()).exitCode).toBe(0);
    expect(device.slots.uploadedBytes).toBe(sent);
    expect(device.slots.states[0]).toMatchObject({ version: '1.0.1', confirmed: true });
  });

  test('an image that is stored already is only booted', async () => {
    device.slots.store(newImage);
    expect((await flash()).exitCode).toBe(0);
    expect(device.slots.uploadedBytes).toBe(0);
  });

  test('padding behind the image is not sent', async () => {
    const padded = new Uint8Array(newImage.length + 500).fill(0xff);
    padded.set(newImage);
    const run = await flash([], { files: new Map([...files, ['new.img', padded]]) });
    expect(run.exitCode).toBe(0);
    expect(device.slots.uploadedBytes).toBe(newImage.length);
  });

  test('a boot loader that knows no test starts the highest version, and that is said', async () => {
    device.slots.onBoot = 'highest';
    const run = await flash();
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('starts the highest version');
    expect(device.slots.states[0]).toMatchObject({ version: '1.0.1', active: true });
  });

  test('a device that hangs up while it boots is found again on the same port', async () => {
    device.hangsUpOnReset = true;
    device.deafRequestsAfterReset = 2;
    expect((await flash()).exitCode).toBe(0);
  });
});

describe('on a bad line', () => {
  test('lost requests are sent again', async () => {
    device.fate = ({ index }) => (index % 5 === 3 ? 'lose-request' : 'answer');
    expect((await flash()).exitCode).toBe(0);
  });

  test('lost answers are asked for again', async () => {
    device.fate = ({ index }) => (index % 5 === 3 ? 'lose-answer' : 'answer');
    expect((await flash()).exitCode).toBe(0);
  });

  test('late and doubled answers do no harm', async () => {
    device.fate = ({ index }) =>
      index % 7 === 3 ? 'answer-late' : index % 7 === 5 ? 'answer-twice' : 'answer';
    expect((await flash()).exitCode).toBe(0);
  });

  test('a lost reset is asked for again once the device is seen not to have booted', async () => {
    device.ignoresResets = 1;
    expect((await flash()).exitCode).toBe(0);
    expect(device.resets).toBe(2);
  });
});

describe('ends with the phase and a code when', () => {
  test('nothing answers at all', async () => {
    device.fate = () => 'lose-request';
    const run = await flash();
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toMatch(/^flasher: Expected .*the first contact.*\[SMP_TIMEOUT\]\n$/u);
  });

  test('the device falls silent in the middle of the upload', async () => {
    let uploads = 0;
    device.fate = (request) => {
      if (isUpload(request)) uploads += 1;
      return uploads > 5 ? 'lose-request' : 'answer';
    };
    const run = await flash();
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toMatch(/the upload at byte \d+ of \d+.*\[SMP_TIMEOUT\]/u);
  });

  test('the device never comes back from the reset', async () => {
    device.deafRequestsAfterReset = 10_000;
    const run = await flash(['--boot-timeout', '10']);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('[SMP_BOOT_TIMEOUT]');
    expect(run.tookMs).toBeLessThan(15_000);
  });

  test('the device answers and never resets', async () => {
    device.ignoresResets = 10_000;
    const run = await flash(['--boot-timeout', '10']);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('[SMP_RESET_TIMEOUT]');
  });

  test('the device reverts', async () => {
    device.slots.onBoot = 'revert';
    const run = await flash();
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain('the device reverted: version 1.0.0 runs as before');
    expect(run.stderr).toContain('[VERIFY_REVERTED]');
  });

  test.each(['seen', 'unseen'] as const)(
    'what was stored is not what was sent (%s)',
    async (how) => {
      device.slots.corruptsUpload = how;
      const run = await flash();
      expect(run.exitCode).toBe(7);
      expect(run.stderr).toContain('[VERIFY_STORED]');
      expect(device.resets).toBe(0);
    },
  );

  test('what was stored is not listed, and the image names its board', async () => {
    device.slots.corruptsUpload = 'unseen';
    const image = testImage(1, { board: new Uint8Array(16).fill(0xab) });
    const run = await flash([], { files: imageFiles(image) });
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain(`check that this is board ${'ab'.repeat(16)}`);
    expect(run.stderr).toContain('and that its boot loader knows the key that signed it');
    expect(run.stderr).toContain('[VERIFY_STORED]');
  });

  test('the boot loader starts the highest version, and this is none', async () => {
    device.slots.onBoot = 'highest';
    device.slots.replaceRunning(testImage(9));
    const run = await flash();
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain('[VERIFY_HIGHEST]');
    expect(device.resets).toBe(0);
  });

  test('a confirmation is accepted and forgotten', async () => {
    device.slots.forgetsConfirm = true;
    const run = await flash();
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain('[VERIFY_CONFIRM]');
  });

  test('the device refuses the upload', async () => {
    device.refusals.set('1/1', McumgrError.accessDenied);
    const run = await flash();
    expect(run.exitCode).toBe(6);
    expect(run.stderr).not.toMatch(/rc ?\d/u);
    expect(run.stderr).toMatch(/it refused with ACCESSDENIED/u);
  });

  test('the port is unplugged during the upload, which the next run resumes', async () => {
    let uploads = 0;
    device.fate = (request) => {
      if (isUpload(request)) uploads += 1;
      if (uploads === 6) device.hangUp();
      return 'answer';
    };
    const run = await flash();
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain('[SMP_CLOSED]');
    device.fate = () => 'answer';
    const again = await flash();
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('resumed at');
  });

  test('the user interrupts the upload, which the next run then resumes', async () => {
    const interruption = new AbortController();
    let uploads = 0;
    device.fate = (request) => {
      if (isUpload(request)) uploads += 1;
      if (uploads === 6) interruption.abort();
      return 'answer';
    };
    const run = await flash([], { io: { signal: interruption.signal } });
    expect(run.exitCode).toBe(130);
    expect(run.stderr).toContain('the upload goes on there');
    device.fate = () => 'answer';
    const again = await flash();
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('resumed at');
    expect(device.slots.uploadedBytes).toBe(newImage.length);
  });
});

describe('before the first byte', () => {
  const bad = new Map<string, Uint8Array>();

  beforeAll(() => {
    const flipped = newImage.slice();
    flipped[1000] = (flipped[1000] ?? 0) ^ 4;
    bad.set('IMAGE_HASH', flipped);
    bad.set('IMAGE_SIZE', newImage.slice(0, 3000));
    bad.set('IMAGE_MAGIC', new Uint8Array(4000).fill(0x7f));
    bad.set('IMAGE_KEY', testImage(1, { seed: foreignSeed }));
    bad.set('IMAGE_BOARD', testImage(1, { board: new Uint8Array(16).fill(9) }));
    bad.set('IMAGE_COUNTER', testImage(1));
    bad.set(
      'IMAGE_UNSIGNED',
      buildImage({
        body: new Uint8Array(2000),
        version: { major: 1, minor: 0, revision: 1, build: 0 },
        securityCounter: 1,
      }),
    );
  });

  test.each([
    ['IMAGE_HASH', []],
    ['IMAGE_SIZE', []],
    ['IMAGE_MAGIC', []],
    ['IMAGE_KEY', []],
    ['IMAGE_UNSIGNED', []],
    ['IMAGE_BOARD', ['--board', '00112233-4455-6677-8899-aabbccddeeff']],
    ['IMAGE_COUNTER', ['--counter-min', '7']],
  ])('%s is found on the host, and the port stays untouched', async (code, more) => {
    const named = new Map([...files, ['new.img', bad.get(code) ?? new Uint8Array()]]);
    const run = await flash(more, { files: named });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(new RegExp(`^flasher: Expected new\\.img .+\\[${code}\\]\\n$`, 'u'));
    expect(device.requests).toEqual([]);
    expect(device.slots.uploadedBytes).toBe(0);
  });

  test('without a word about trust nothing happens', async () => {
    const run = await runOnDevice(['flash', 'new.img', '--port', device.port], { device, files });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('[FLASH_TRUST]');
    expect(device.requests).toEqual([]);
  });

  test('--unverified sends an image of a foreign key, and says what was not checked', async () => {
    const argv = ['flash', 'new.img', '--port', device.port, '--unverified'];
    const foreign = new Map([['new.img', testImage(1, { seed: foreignSeed })]]);
    const run = await runOnDevice(argv, { device, files: foreign });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('signature NOT checked');
  });
});
