import { handleCommand, ImageSlotInfo, ImageUpload, type SmpHandler } from '@feierabend/protocol';
import { afterEach, expect, test } from 'vitest';

import { FakeDevice, type FakeDeviceOptions } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

let device: FakeDevice;

async function start(options: Partial<FakeDeviceOptions> = {}) {
  device = await new FakeDevice({ runningImage: testImage(0), ...options }).start();
}

afterEach(() => device.stop());

const slotSizes = (size: number, uploadId?: number): SmpHandler =>
  handleCommand(ImageSlotInfo.read, () => ({
    images: [
      {
        image: 0,
        slots: [
          { slot: 0, size },
          { slot: 1, size, ...(uploadId === undefined ? {} : { upload_image_id: uploadId }) },
        ],
      },
    ],
  }));

function flash(...more: readonly string[]) {
  const argv = ['flash', 'new.img', '--port', device.port, '--trust', 'key.pub.pem', ...more];
  return runOnDevice(argv, { device, files: imageFiles() });
}

test('an image that does not fit is refused before its first byte', async () => {
  await start({ extras: [slotSizes(4096)] });
  const run = await flash();
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toMatch(/to fit into slot 1 of 4096 bytes, but it has \d+; nothing was sent/u);
  expect(device.slots.uploadedBytes).toBe(0);
});

test('a named slot is uploaded to under the number the device gives it', async () => {
  const numbers: (number | undefined)[] = [];
  await start({ extras: [slotSizes(100_000, 3)] });
  const upload = device.slots.handlers.find(({ id }) => id === ImageUpload.write.id);
  device.watch = (handler, payload) => {
    if (handler.group !== 1 || handler.id !== upload?.id) return;
    const request = ImageUpload.write.request.decode(payload);
    if (request.ok && request.value.off === 0) numbers.push(request.value.image);
  };
  expect((await flash('--slot', '1')).exitCode).toBe(0);
  expect(numbers).toEqual([3]);
});

test.each([
  ['0', 'slot 0 runs now'],
  ['4', 'it does not list its slots'],
])('--slot %s is a usage error, and nothing is sent', async (slot, came) => {
  await start();
  const run = await flash('--slot', slot);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain(came);
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'FLASH_SLOT' } });
  expect(device.slots.uploadedBytes).toBe(0);
});

test('a slot that is not in the list of the device is refused with that list', async () => {
  await start({ extras: [slotSizes(100_000)] });
  const run = await flash('--slot', '4');
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('it lists 0, 1');
});

test.each([true, false])(
  'a board without images is told in a sentence, whether it lists its groups or not (%s)',
  async (enumerates) => {
    await start({ withoutImages: true, enumerates });
    const run = await flash();
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('to offer images (group 1)');
    expect(run.stderr).toContain('[STATE_NOT_OFFERED]');
    expect(run.stderr).not.toMatch(/\brc\b/u);
  },
);
