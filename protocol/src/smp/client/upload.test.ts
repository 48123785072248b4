import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';

import { LinkError, UsageError } from '../../errors.ts';
import { chunkAlignmentBytes } from '../framing/chunk-size.ts';
import { frameBytes } from '../framing/console-frame.ts';
import { groupFailure, handleCommand } from '../server/handler.ts';
import { ImageUpload, ImageUploadRequest } from '../groups/image-group.ts';
import { imageLike, ImageSlot, wordWiseSlot } from '../server/image-slot.suite.ts';
import { MemoryLink, type MemoryLinkOptions } from '../memory-link.suite.ts';
import { leastWireBytes } from './least-wire-bytes.ts';
import { uploadImage, type UploadOptions } from './upload.ts';

const referenceBytes = 132_476;

interface Setup {
  readonly imageBytes?: number;
  readonly bufferBytes?: number;
  readonly link?: Partial<MemoryLinkOptions>;
  readonly upload?: Partial<UploadOptions>;
  readonly slot?: ImageSlot;
}

function setUp(setup: Setup = {}) {
  const { imageBytes = 20_000, bufferBytes = 1024 } = setup;
  const image = imageLike(imageBytes);
  const slot = setup.slot ?? new ImageSlot({ slotBytes: 200_000 });
  const link = new MemoryLink({ handlers: [slot.handler], bufferBytes, ...setup.link });
  const options: UploadOptions = {
    image,
    sha256: sha256(image),
    bufferBytes,
    bufferCount: 4,
    resume: true,
    ...setup.upload,
  };
  return { image, slot, link, options, start: () => uploadImage(link.client, options) };
}

test('the reference image costs at most 0.5 % over the least wire bytes', async () => {
  const { image, slot, link, start } = setUp({ imageBytes: referenceBytes });
  const outcome = await link.run(start());
  const least = leastWireBytes(referenceBytes, 1024);
  expect(outcome).toMatchObject({ reaskedRequests: 0, resumedAtBytes: 0, match: true });
  expect(slot.refusedOffsets).toBe(0);
  expect(slot.stored.subarray(0, image.length)).toEqual(image);
  expect(outcome.wireBytes).toBe(link.wireBytes);
  // Measured with the real client of a peer: 186,398 bytes in 134 requests.
  expect(outcome.requests).toBe(134);
  expect(outcome.wireBytes).toBeLessThanOrEqual(186_764);
  expect(outcome.wireBytes / least).toBeLessThanOrEqual(1.005);
});

test.each([256, 384, 1024, 2048])(
  'fills a buffer of %i, never over its limit',
  async (bufferBytes) => {
    const { image, slot, link, start } = setUp({ imageBytes: 60_000, bufferBytes });
    const outcome = await link.run(start());
    expect(outcome.reaskedRequests).toBe(0);
    expect(slot.stored.subarray(0, image.length)).toEqual(image);
    const largest = Math.max(...link.requests.map(({ length }) => length));
    expect(largest).toBeLessThanOrEqual(bufferBytes - 4);
    expect(largest).toBeGreaterThan(bufferBytes - 4 - chunkAlignmentBytes);
  },
);

test('every piece but the last ends at a multiple of 32', async () => {
  const { link, start } = setUp({ imageBytes: 9999 });
  await link.run(start());
  for (const message of link.requests.slice(0, -1)) {
    const read = ImageUploadRequest.decode(message.subarray(8));
    const { off = 0, data } = read.ok ? read.value : {};
    expect((off + (data?.length ?? 0)) % chunkAlignmentBytes).toBe(0);
  }
});

describe('the window', () => {
  /** Most requests that were under way at once. */
  async function mostInFlight(upload: Partial<UploadOptions>, bufferBytes = 384) {
    let waiting = 0;
    let most = 0;
    const { link, start } = setUp({
      bufferBytes,
      upload,
      link: {
        delayMs: 50,
        toServer: (bytes) => {
          waiting += 1;
          most = Math.max(most, waiting);
          return bytes;
        },
        toClient: (bytes) => {
          waiting -= 1;
          return bytes;
        },
      },
    });
    await link.run(start());
    return most;
  }

  test('is one less than the buffers, since one holds the answer', async () => {
    expect(await mostInFlight({ bufferCount: 4 })).toBe(3);
    expect(await mostInFlight({ bufferCount: 2 })).toBe(1);
    expect(await mostInFlight({ bufferCount: 1 })).toBe(1);
  });

  test('holds at most 16 KiB on the wire, or what the caller says', async () => {
    expect(frameBytes(1020) * 11).toBeLessThanOrEqual(16_384);
    expect(await mostInFlight({ bufferCount: 16 }, 1024)).toBe(11);
    expect(await mostInFlight({ bufferCount: 16, inFlightBytesMax: 600 }, 384)).toBe(1);
  });
});

describe('what the server says', () => {
  test('an upload that was interrupted goes on where the device says', async () => {
    const slot = new ImageSlot({ slotBytes: 200_000 });
    const abort = new AbortController();
    const onProgress = ({ sentBytes }: { sentBytes: number }) => {
      if (sentBytes > 10_000) abort.abort();
    };
    const first = setUp({ slot, upload: { signal: abort.signal, onProgress } });
    await expect(first.link.run(first.start())).rejects.toMatchObject({ code: 'SMP_CANCELLED' });
    const second = setUp({ slot });
    const outcome = await second.link.run(second.start());
    expect(outcome.resumedAtBytes).toBeGreaterThan(10_000);
    expect(slot.stored.subarray(0, second.image.length)).toEqual(second.image);
  });

  test('an image that is there already is not sent again', async () => {
    const slot = new ImageSlot({ slotBytes: 200_000 });
    const first = setUp({ slot });
    await first.link.run(first.start());
    const second = setUp({ slot });
    const outcome = await second.link.run(second.start());
    expect(outcome).toMatchObject({ requests: 1, resumedAtBytes: 20_000 });
  });

  test('without resuming it starts over and sends no hash', async () => {
    const slot = new ImageSlot({ slotBytes: 200_000 });
    const first = setUp({ slot });
    await first.link.run(first.start());
    const second = setUp({ slot, upload: { resume: false } });
    const outcome = await second.link.run(second.start());
    expect(outcome.resumedAtBytes).toBe(0);
    expect(outcome.requests).toBeGreaterThan(20);
  });

  test('a restart in the middle makes it send everything again', async () => {
    const slot = new ImageSlot({ slotBytes: 200_000 });
    const { image, link, start } = setUp({
      slot,
      link: {
        toServer: (bytes, index) => {
          if (index === 10) slot.receiver.reset();
          return bytes;
        },
      },
    });
    const outcome = await link.run(start());
    expect(outcome.reaskedRequests).toBeGreaterThan(5);
    expect(slot.stored.subarray(0, image.length)).toEqual(image);
  });

  test('a recovery that writes whole words is never asked to split one', async () => {
    const stored = new Uint8Array(30_000);
    const handlers = [wordWiseSlot(stored, 8)];
    const { image, link, start } = setUp({ link: { handlers } });
    expect((await link.run(start())).reaskedRequests).toBe(0);
    expect(stored.subarray(0, image.length)).toEqual(image);
  });

  test('a server that falls short with each piece is followed', async () => {
    const stored = new Uint8Array(30_000);
    const handlers = [wordWiseSlot(stored, 48)];
    const { image, link, start } = setUp({ link: { handlers } });
    const outcome = await link.run(start());
    expect(stored.subarray(0, image.length)).toEqual(image);
    expect(outcome.requests).toBeLessThan(70);
  });

  test('a server that never moves is given up', async () => {
    const stuck = handleCommand(ImageUpload.write, ({ off }) => ({ off: off === 0 ? 64 : 64 }));
    const { link, start } = setUp({ link: { handlers: [stuck] } });
    await expect(link.run(start())).rejects.toMatchObject({ code: 'SMP_STALLED' });
    expect(link.requests.length).toBeLessThan(40);
  });

  test('a server that takes one byte of each piece is given up, too', async () => {
    let off = 0;
    const slow = handleCommand(ImageUpload.write, () => ({ off: (off += 1) }));
    const { link, start } = setUp({ link: { handlers: [slow] } });
    await expect(link.run(start())).rejects.toMatchObject({ code: 'SMP_STALLED' });
    expect(link.client.wireBytes).toBeLessThan(33 * 20_000 + 65_536);
  });

  test('a server that asks for more than there is is given up', async () => {
    const wild = handleCommand(ImageUpload.write, () => ({ off: 1_000_000 }));
    const { link, start } = setUp({ link: { handlers: [wild] } });
    await expect(link.run(start())).rejects.toMatchObject({ code: 'SMP_OFFSET' });
  });

  test('a refusal ends the upload with the name of the code and the place', async () => {
    const full = handleCommand(ImageUpload.write, ({ off }) =>
      (off ?? 0) > 5000 ? groupFailure(1, 12) : { off: (off ?? 0) + 992 },
    );
    const { link, start } = setUp({ link: { handlers: [full] } });
    const error = await link.run(start().catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ errorName: 'FLASH_WRITE_FAILED' });
    expect(String(error)).toMatch(/the upload at byte \d+ of 20000/u);
  });
});

describe('losses', () => {
  test.each([
    ['a request is lost', { toServer: 7 }],
    ['an answer is lost', { toClient: 7 }],
    ['the first request is lost', { toServer: 0 }],
    ['the first answer is lost', { toClient: 0 }],
    ['the last answer is lost', { toClient: 20 }],
  ])('%s, and the image arrives all the same', async (_, lost) => {
    const dropAt = (at?: number) => (bytes: Uint8Array, index: number) =>
      index === at ? undefined : bytes;
    const { image, slot, link, start } = setUp({
      link: {
        toServer: dropAt('toServer' in lost ? lost.toServer : undefined),
        toClient: dropAt('toClient' in lost ? lost.toClient : undefined),
      },
    });
    const outcome = await link.run(start());
    expect(slot.stored.subarray(0, image.length)).toEqual(image);
    expect(outcome.reaskedRequests).toBeLessThanOrEqual(3);
  });

  test('the next answer shows that a request was lost, without a timeout', async () => {
    const { link, start } = setUp({
      bufferBytes: 384,
      link: { toServer: (bytes, index) => (index === 9 ? undefined : bytes) },
    });
    await link.run(start());
    expect(link.client.repeats).toBe(0);
    expect(link.clock.now()).toBeLessThan(500);
  });

  test('a server that forgets a finished upload gets it once more', async () => {
    const slot = new ImageSlot({ slotBytes: 200_000, forgetsWhenDone: true });
    const { image, link, start } = setUp({
      slot,
      link: { toClient: (bytes, index) => (index === 20 ? undefined : bytes) },
    });
    await link.run(start());
    expect(slot.stored.subarray(0, image.length)).toEqual(image);
  });

  test('a dead link ends in a timeout that names the place', async () => {
    const { link, start } = setUp({
      link: { toServer: (bytes, index) => (index < 5 ? bytes : undefined) },
    });
    const error = await link.run(start().catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(LinkError);
    expect(error).toMatchObject({ code: 'SMP_TIMEOUT' });
    expect(String(error)).toContain('the upload at byte');
    expect(link.clock.waiting).toBe(0);
  });
});

test('the first request may take long, the others not', async () => {
  const { link, start } = setUp({
    upload: { firstTimeoutMs: 9000 },
    link: { toServer: () => undefined, client: { retries: 0 } },
  });
  await expect(link.run(start())).rejects.toMatchObject({ code: 'SMP_TIMEOUT' });
  expect(link.clock.now()).toBe(9000);
});

test('progress never runs backwards on a good link, and ends at the whole', async () => {
  const seen: number[] = [];
  const { link, start } = setUp({
    upload: { onProgress: ({ sentBytes }) => void seen.push(sentBytes) },
  });
  await link.run(start());
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(20_000);
});

describe('small buffers', () => {
  test('the hash is left out when it would push the image header out', async () => {
    const { image, slot, link, start } = setUp({ imageBytes: 1000, bufferBytes: 93 });
    await link.run(start());
    expect(slot.stored.subarray(0, image.length)).toEqual(image);
    const first = ImageUploadRequest.decode(link.requests[0]?.subarray(8) ?? new Uint8Array());
    expect(first.ok && first.value.sha).toBe(undefined);
  });

  test('a buffer without room for an image header is refused at once', async () => {
    const { link, start } = setUp({ bufferBytes: 60 });
    await expect(link.run(start())).rejects.toMatchObject({ code: 'SMP_BUFFER_SMALL' });
    expect(link.requests).toHaveLength(0);
  });
});

test.each([2 ** 32])(
  'a buffer of %i bytes is used as far as a frame reaches',
  async (bufferBytes) => {
    const slot = new ImageSlot({ slotBytes: 200_000 });
    const { image, link, start } = setUp({ imageBytes: 70_000, bufferBytes, slot });
    expect((await link.run(start())).requests).toBe(2);
    expect(slot.stored.subarray(0, image.length)).toEqual(image);
  },
);

test('a file shorter than an image header is refused', async () => {
  const { link, start } = setUp({ imageBytes: 31 });
  await expect(link.run(start())).rejects.toThrow(UsageError);
});

test('a signal that is aborted already sends nothing', async () => {
  const { link, start } = setUp({ upload: { signal: AbortSignal.abort() } });
  await expect(link.run(start())).rejects.toMatchObject({ code: 'SMP_CANCELLED' });
  expect(link.requests).toHaveLength(0);
});
