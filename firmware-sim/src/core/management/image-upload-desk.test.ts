import { ImageError, type ImageUploadRequest } from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { beforeEach, describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { imageTrust, testImage } from '../../testing/test-tenant.ts';
import { eraseBlockBytes, flashBytes } from '../storage/flash-map.ts';
import { ImageSlots } from '../boot/image-slots.ts';
import { ImageUploadDesk } from './image-upload-desk.ts';

const image = testImage(2);
const sha = sha256(image);
const chunkBytes = 256;

let flash: NorFlash;
let slots: ImageSlots;
let desk: ImageUploadDesk;

beforeEach(() => {
  flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  slots = new ImageSlots(flash, imageTrust);
  slots.install(testImage(1));
  slots.boot();
  desk = new ImageUploadDesk(slots, flash);
});

const first = (parts: Partial<ImageUploadRequest> = {}): ImageUploadRequest => ({
  off: 0,
  len: image.length,
  data: image.subarray(0, chunkBytes),
  ...parts,
});

/** Sends the rest from an offset; returns the last answer. */
function finish(from: number) {
  let answer: ReturnType<ImageUploadDesk['chunk']> = { off: from };
  for (let off = from; off < image.length; off += chunkBytes) {
    answer = desk.chunk({ off, data: image.subarray(off, off + chunkBytes) });
  }
  return answer;
}

const refused = (rc: number) => ({ kind: 'smp-failure', group: 1, rc });

describe('an image upload', () => {
  it('stores the file, and says whether it is the one that was announced', () => {
    expect(desk.chunk(first({ sha }))).toEqual({ off: chunkBytes });
    expect(finish(chunkBytes)).toEqual({ off: image.length, match: true });
    expect(flash.read(slots.secondArea.at, image.length)).toEqual(image);
    desk.chunk(first({ sha: sha.with(0, 1) }));
    expect(finish(chunkBytes)).toEqual({ off: image.length, match: false });
  });

  it('says nothing about a match when no hash was announced', () => {
    desk.chunk(first());
    expect(finish(chunkBytes)).toEqual({ off: image.length });
  });

  it.each<[string, ImageUploadRequest, number]>([
    ['no offset', { data: image }, ImageError.offsetMissing],
    ['no length', { off: 0, data: image.subarray(0, 64) }, ImageError.lengthMissing],
    ['a short first piece', first({ data: image.subarray(0, 31) }), ImageError.imageHeader],
    ['no image', first({ data: new Uint8Array(64) }), ImageError.imageMagic],
    ['too long a file', first({ len: 0x40001 }), ImageError.tooLarge],
    ['more than it announced', first({ len: 100 }), ImageError.dataOverrun],
    ['a malformed hash', first({ sha: sha.subarray(1) }), ImageError.invalidHash],
    ['another image number', first({ image: 1 }), ImageError.noFreeSlot],
  ])('is refused with %s, and erases nothing', (_name, request, rc) => {
    flash.program(slots.secondArea.at, Uint8Array.of(0x55));
    expect(desk.chunk(request)).toEqual(refused(rc));
    expect(flash.read(slots.secondArea.at, 1)).toEqual(Uint8Array.of(0x55));
  });

  it('answers a wrong offset with the one it wants', () => {
    expect(desk.chunk({ off: 100, data: image.subarray(0, 50) })).toEqual({ off: 0 });
    desk.chunk(first({ sha }));
    expect(desk.chunk({ off: 512, data: image.subarray(0, 50) })).toEqual({ off: chunkBytes });
    expect(desk.chunk({ off: 32, data: image.subarray(0, 50) })).toEqual({ off: chunkBytes });
  });

  it('resumes the same file, and starts again with another one', () => {
    desk.chunk(first({ sha }));
    expect(desk.chunk(first({ sha }))).toEqual({ off: chunkBytes });
    const other = first({ sha: sha.with(0, 1), data: image.subarray(0, 64) });
    expect(desk.chunk(other)).toEqual({ off: 64 });
  });

  it('refuses more bytes than were announced, and keeps what it has', () => {
    desk.chunk(first({ sha }));
    const data = new Uint8Array(image.length);
    expect(desk.chunk({ off: chunkBytes, data })).toEqual(refused(ImageError.dataOverrun));
    expect(finish(chunkBytes)).toEqual({ off: image.length, match: true });
  });

  it('gives a repeated last piece its last answer again', () => {
    desk.chunk(first({ sha }));
    const whole = finish(chunkBytes);
    const off = Math.floor((image.length - 1) / chunkBytes) * chunkBytes;
    expect(desk.chunk({ off, data: image.subarray(off) })).toEqual(whole);
  });

  it('knows a file that lies whole in the slot, also after a reset', () => {
    desk.chunk(first({ sha }));
    finish(chunkBytes);
    const after = new ImageUploadDesk(slots, flash);
    expect(after.chunk(first({ sha }))).toEqual({ off: image.length, match: true });
  });

  it('takes a file again that did not arrive as announced', () => {
    const wrong = sha.with(0, 1);
    desk.chunk(first({ sha: wrong }));
    finish(chunkBytes);
    expect(desk.chunk(first({ sha: wrong }))).toEqual({ off: chunkBytes });
  });

  it('takes an upgrade only if it is newer than what runs', () => {
    const same = testImage(1);
    const request = { off: 0, len: same.length, data: same.subarray(0, 64) };
    expect(desk.chunk({ ...request, upgrade: true })).toEqual(refused(ImageError.currentIsNewer));
    expect(desk.chunk(request)).toEqual({ off: 64 });
    expect(desk.chunk(first({ upgrade: true }))).toEqual({ off: chunkBytes });
  });

  it('does not touch an image that waits for its test, nor the way back', () => {
    desk.chunk(first({ sha }));
    finish(chunkBytes);
    slots.select(slots.list()[1]?.image.hash ?? sha, false);
    const other = testImage(3);
    const request = { off: 0, len: other.length, data: other.subarray(0, 64) };
    expect(desk.chunk(request)).toEqual(refused(ImageError.noFreeSlot));
    slots.boot();
    expect(new ImageUploadDesk(slots, flash).chunk(request)).toEqual(
      refused(ImageError.noFreeSlot),
    );
    slots.confirm();
    expect(desk.chunk(request)).toEqual({ off: 64 });
  });
});
