import { createHash } from 'node:crypto';

import { ImageState, readImage, uploadImage } from '@feierabend/protocol';

import type { Day } from './day.ts';
import { imageOf } from './tenant.ts';

/** Uploads the same firmware under another version, boots it on trial and confirms it, with places in between. */
export async function nextImage(day: Day): Promise<void> {
  const { life } = day;
  const { client, options, device } = life.world;
  const image = imageOf(1 + (day.dayNumber % 250), options.defects);
  const read = readImage(image);
  if (!read.ok) return;
  const sha256 = createHash('sha256').update(image).digest();
  const upload = uploadImage(client, {
    image,
    sha256,
    bufferBytes: 1024,
    bufferCount: 4,
    resume: false,
  });
  await day.canaries(day.nextS, 3);
  await upload;
  await client.request(ImageState.write, { hash: read.value.hash, confirm: false });
  await life.ask('reset');
  await day.wake();
  if (device.tracker?.slots.confirmed === false) {
    await client.request(ImageState.write, { confirm: true });
  }
}
