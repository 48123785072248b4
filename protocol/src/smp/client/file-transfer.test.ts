import { describe, expect, test } from 'vitest';

import { FileHash, FileTransfer } from '../groups/file-group.ts';
import type { SmpHandler } from '../server/handler.ts';
import { imageLike } from '../server/image-slot.suite.ts';
import { MemoryLink, type MemoryLinkOptions } from '../memory-link.suite.ts';
import { FakeFiles } from '../server/fake-device.suite.ts';
import { fileHandlers } from '../server/file-handlers.ts';
import { downloadFile, uploadFile } from './file-transfer.ts';

const bufferBytes = 384;
const name = '/lfs/log.bin';

function setUp(
  link: Partial<MemoryLinkOptions> = {},
  change = (handlers: readonly SmpHandler[]) => handlers,
) {
  const files = new FakeFiles();
  const handlers = change(fileHandlers(files, bufferBytes));
  return { files, link: new MemoryLink({ handlers, bufferBytes, ...link }) };
}

describe('a file', () => {
  test.each([0, 1, 300, 5000])('of %i bytes goes up and comes down', async (length) => {
    const { files, link } = setUp();
    const bytes = imageLike(Math.max(length, 4)).subarray(0, length);
    const up = await link.run(uploadFile(link.client, { name, bytes, bufferBytes }));
    expect(up).toMatchObject({ corrections: 0, check: length === 0 ? 'none' : 'sha256' });
    expect(files.files.get(name)).toEqual(bytes);
    const down = await link.run(downloadFile(link.client, { name }));
    expect(down.bytes).toEqual(bytes);
  });

  test('replaces the one that was there', async () => {
    const { files, link } = setUp();
    files.files.set(name, new Uint8Array(9000));
    const bytes = imageLike(100);
    await link.run(uploadFile(link.client, { name, bytes, bufferBytes }));
    expect(files.files.get(name)).toEqual(bytes);
  });

  test.each([0, 1, 5])('goes on where the device is when answer %i is lost', async (lost) => {
    const { files, link } = setUp({
      toClient: (bytes, index) => (index === lost ? undefined : bytes),
    });
    const bytes = imageLike(5000);
    const up = await link.run(uploadFile(link.client, { name, bytes, bufferBytes }));
    expect(up.corrections).toBe(0);
    expect(files.files.get(name)).toEqual(bytes);
  });

  test('is compared by the hash the device has, or not at all', async () => {
    const only =
      (...types: readonly string[]) =>
      (handlers: readonly SmpHandler[]) =>
        handlers.map((handler): SmpHandler => {
          if (handler.id !== FileHash.read.id) return handler;
          const answer: SmpHandler['answer'] = (payload, context) => {
            const { type } = { ...asRequest(payload) };
            const isThere = types.includes(type ?? '');
            return isThere
              ? handler.answer(payload, context)
              : { kind: 'smp-failure', group: 8, rc: 13 };
          };
          return { ...handler, answer };
        });
    const asRequest = (payload: Uint8Array) => {
      const read = FileHash.read.request.decode(payload);
      return read.ok ? read.value : undefined;
    };
    const bytes = imageLike(50);
    for (const [types, check] of [
      [['crc32'], 'crc32'],
      [[], 'none'],
    ] as const) {
      const { link } = setUp({}, only(...types));
      // One device after the other.
      // oxlint-disable-next-line no-await-in-loop
      const up = await link.run(uploadFile(link.client, { name, bytes, bufferBytes }));
      expect(up.check).toBe(check);
    }
  });

  test('that changes behind our back is found out', async () => {
    const { files, link } = setUp();
    files.appendFile = (file) => void files.files.set(file, new Uint8Array(50));
    const up = uploadFile(link.client, { name, bytes: imageLike(50), bufferBytes });
    await expect(link.run(up)).rejects.toMatchObject({ code: 'SMP_FILE_DIFFERS' });
  });

  test('is not read when it is longer than wanted', async () => {
    const { files, link } = setUp();
    files.files.set(name, new Uint8Array(101));
    const down = downloadFile(link.client, { name, bytesMax: 100 });
    await expect(link.run(down)).rejects.toMatchObject({ code: 'SMP_CHUNK' });
  });
});

test.each([
  ['/lfs/none', 3, 'FILE_NOT_FOUND'],
  ['', 3, 'FILE_NOT_FOUND'],
])('reading %j is refused with code %i', async (path, rc, errorName) => {
  const { link } = setUp();
  const refused = link.run(downloadFile(link.client, { name: path }));
  await expect(refused).rejects.toMatchObject({ group: 8, rc, errorName });
});

test('a strange path, a hash of nothing and a far offset have their codes', async () => {
  const { files, link } = setUp();
  const { client } = link;
  const up = uploadFile(client, { name: '/x', bytes: imageLike(4), bufferBytes });
  await expect(link.run(up)).rejects.toMatchObject({ errorName: 'MOUNT_POINT_NOT_FOUND' });
  files.files.set(name, new Uint8Array());
  const ofNothing = client.request(FileHash.read, { name });
  await expect(link.run(ofNothing)).rejects.toMatchObject({ errorName: 'FILE_EMPTY' });
  files.files.set(name, new Uint8Array(3));
  const beyond = client.request(FileHash.read, { name, off: 3 });
  await expect(link.run(beyond)).rejects.toMatchObject({ rc: 12 });
  const gap = client.request(FileTransfer.write, { name, off: 9, data: new Uint8Array(1) });
  await expect(link.run(gap)).rejects.toMatchObject({ errorName: 'FILE_OFFSET_NOT_VALID' });
});
