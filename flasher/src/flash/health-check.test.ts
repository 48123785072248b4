import {
  readImage,
  trustedKeyOf,
  writeOperatorKeyFile,
  type SmpHandler,
} from '@feierabend/protocol';
import { afterEach, describe, expect, test } from 'vitest';

import { FakeDevice, type FakeDeviceOptions } from '../testing/fake-device.ts';
import { admin } from '../testing/policy-text.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

const board = new Uint8Array(16).fill(7);
const sound = { board, cnt: 0, flt: [] };

let device: FakeDevice;

async function start(options: Partial<FakeDeviceOptions> = {}) {
  const keys = [trustedKeyOf(admin)];
  device = await new FakeDevice({ runningImage: testImage(0), keys, ...options }).start();
  if (options.withoutTracker !== true) device.tracker.tells = sound;
}

afterEach(() => device.stop());

const flash = (...more: readonly string[]) => {
  const argv = ['flash', 'new.img', '--trust', 'key.pub.pem', '--port', device.port, ...more];
  return runOnDevice(argv, { device, files: imageFiles() });
};

/** The new image does this to the device once it runs. */
function onceNewRuns(change: () => void): void {
  device.watch = (_handler: SmpHandler) => {
    if (device.slots.states[0]?.version === '1.0.1') change();
  };
}

const isConfirmed = () => device.slots.states[0]?.confirmed === true;

describe('an image that is flashed is confirmed', () => {
  test('when the tracker finds nothing wrong and has kept what it knew, and all of it is told', async () => {
    await start();
    const run = await flash();
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain(
      'Health    good by echo, hash, status, faults, identity, what it held before\n',
    );
    const confirmed = run.events.find(
      ({ event, task }) => event === 'end' && task === 'flash/confirm',
    );
    expect(confirmed).toMatchObject({ result: { notChecked: [], olderFaults: [] } });
  });

  test('on a Zephyr board by echo and hash, and what was not checked is named', async () => {
    await start({ withoutTracker: true });
    const run = await flash();
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(
      'Health    good by echo, hash; not told by this device: status (group 64)\n',
    );
    expect(isConfirmed()).toBe(true);
  });

  test('on a tracker from before, without a word about its faults', async () => {
    await start();
    device.tracker.tells = {};
    const run = await flash();
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('not told by this device: faults\n');
  });

  test('in spite of faults that were there with the image before', async () => {
    await start();
    device.tracker.tells = { ...sound, flt: ['journal'] };
    const run = await flash();
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('Faults    as with the image before: journal\n');
  });
});

describe('an image is not confirmed, and it is said that the next reset reverts it, when it', () => {
  test.each<[string, () => void, string]>([
    [
      'finds fault with itself',
      () => (device.tracker.tells = { ...sound, flt: ['self-test', 'journal'] }),
      'it finds fault with itself: self-test, journal',
    ],
    ['loses its identity', () => (device.tracker.forgetsIdentity = true), 'its identity'],
    [
      'loses its journal',
      () => (device.tracker.journalEntries = 0),
      'had 3 entries before, and has 0',
    ],
    ['forgets its instructions', () => (device.tracker.sequence = 0), 'was 4 before, and is 0'],
    ['drops its policy', () => (device.tracker.policy = Uint8Array.of(1)), 'its policy is another'],
  ])('%s', async (_what, change, came) => {
    await start();
    onceNewRuns(change);
    const run = await flash('--json');
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain(came);
    expect(run.stderr).toContain('it is not confirmed, and the next reset reverts it');
    expect(run.events.at(-1)).toMatchObject({ error: { code: 'VERIFY_HEALTH', exitCode: 7 } });
    expect(isConfirmed()).toBe(false);
    device.watch = () => undefined;
    Object.assign(device.tracker, { forgetsIdentity: false, journalEntries: 3, sequence: 4 });
    const back = await runOnDevice(['revert', '--port', device.port], { device });
    expect([back.exitCode, device.slots.states[0]?.version]).toEqual([0, '1.0.0']);
  });

  test('has faults, and "flasher confirm" is asked to keep it', async () => {
    await start();
    await flash('--no-confirm');
    device.tracker.tells = { ...sound, flt: ['self-test'] };
    const run = await runOnDevice(['confirm', '--port', device.port], { device });
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain('[VERIFY_HEALTH]');
    expect(isConfirmed()).toBe(false);
  });
});

describe('a boot state that is lost', () => {
  const key = ['--key', 'admin.key.json'];

  /** Image on trial is how an unknown state looks from outside. */
  async function lose() {
    await start();
    await flash('--no-confirm');
    device.tracker.tells = { board, flt: ['boot-state'] };
    device.tracker.obeyed = ({ kind }) => {
      if (kind !== 'confirm-firmware') return;
      device.tracker.tells = sound;
      device.slots.confirmRunning();
    };
  }

  const confirm = (...more: readonly string[]) =>
    runOnDevice(['confirm', '--port', device.port, ...more], {
      device,
      files: new Map([['admin.key.json', new TextEncoder().encode(writeOperatorKeyFile(admin))]]),
    });

  test('is confirmed by a signature that names the image, and read back', async () => {
    await lose();
    const run = await confirm(...key, '--reason', 'looked at it');
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    const [order] = device.tracker.instructions;
    expect(order).toMatchObject({ kind: 'confirm-firmware', sequence: 5, reason: 'looked at it' });
    const image = readImage(testImage(1));
    const hash = image.ok ? Buffer.from(image.value.hash).toString('hex') : '';
    expect(Buffer.from(order?.body ?? []).toString('hex')).toContain(hash);
    expect(run.stdout).toContain('Confirmed by a signed instruction, and read back');
  });

  test('is not confirmed for an image that fails its own test, nor is one without a lost state', async () => {
    await lose();
    for (const flt of [['boot-state', 'self-test'], ['outbox']]) {
      device.tracker.tells = { board, flt };
      // oxlint-disable-next-line no-await-in-loop -- one device
      const run = await confirm(...key, '--reason', 'looked at it');
      expect([run.exitCode, device.tracker.instructions]).toEqual([7, []]);
      expect(run.stderr).toContain(`it finds fault with itself: ${flt.at(-1)};`);
    }
  });

  test('claims no comparison with what was before', async () => {
    await lose();
    const run = await confirm(...key, '--reason', 'looked at it');
    expect(run.stdout).toContain('not told by this device: what it held before');
  });

  test('is no success when it stays lost', async () => {
    await lose();
    device.tracker.obeyed = () => undefined;
    const run = await confirm(...key, '--reason', 'looked at it');
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain('[VERIFY_CONFIRM]');
  });

  test.each([
    [6, 'STATE_BOOT_STATE', []],
    [2, 'CONFIRM_REASON', key],
  ])('ends with exit %i, %s, for %j', async (exitCode, code, more) => {
    await lose();
    const run = await confirm(...more, '--json');
    expect(run.exitCode).toBe(exitCode);
    expect(run.events.at(-1)).toMatchObject({ error: { code, exitCode } });
    expect(device.tracker.instructions).toEqual([]);
    const reverting = await runOnDevice(['revert', '--port', device.port], { device });
    expect(reverting.stderr).toContain('[STATE_BOOT_STATE]');
  });

  test('of a board that belongs to nobody takes no signature', async () => {
    await start({ withoutTracker: true });
    await flash('--no-confirm');
    const run = await confirm(...key, '--reason', 'looked at it');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('[CONFIRM_KEY]');
  });
});
