import { ImageState, Reset, uploadImage } from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';

import { at, testImage, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

/** A new image is uploaded, tested and confirmed; there is always one that boots, and the confirmed one stays. */
export const firmwareSwapLife: Life = {
  name: 'firmware swap',
  startS: at(9) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.driveTo(at(9, 0, 15), () => workPlace);
  },
  run: async (world, done) => {
    const image = testImage(1);
    const parts = { bufferBytes: 1024, bufferCount: 4, resume: true, onProgress: () => {} };
    await uploadImage(world.client, { ...parts, image, sha256: sha256(image) });
    const { images } = await world.client.request(ImageState.read, {});
    const hash = images[1]?.hash ?? new Uint8Array();
    await world.client.request(ImageState.write, { hash, confirm: false });
    await world.client.request(Reset.write, {});
    await Promise.resolve();
    world.driveTo(at(9, 0, 20), () => workPlace);
    await world.client.request(ImageState.write, { confirm: true });
    done('confirmed');
    await world.client.request(Reset.write, {});
    await Promise.resolve();
    world.driveTo(at(9, 0, 25), () => workPlace);
  },
  check: (after, done) => {
    const version = after.tracker.firmwareVersion;
    const allowed = done.includes('confirmed') ? ['1.1.0'] : ['1.0.0', '1.1.0'];
    return allowed.includes(version) ? [] : [`firmware ${version} runs`];
  },
};
