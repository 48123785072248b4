import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LinkError } from '@feierabend/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { ByteLink } from './byte-link.ts';
import { openLink } from './open-link.ts';

let folder: string;
let server: Server | undefined;
let link: ByteLink | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'link-'));
});

afterEach(async () => {
  await link?.close();
  server?.close();
  await rm(folder, { recursive: true });
});

async function listen(where: string | number, onConnection: (socket: Socket) => void) {
  server = createServer(onConnection);
  await new Promise<void>((resolve) => void server?.listen(where, resolve));
}

function received(from: ByteLink, count: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    let all = Buffer.alloc(0);
    from.onBytes((bytes) => {
      all = Buffer.concat([all, bytes]);
      if (all.length >= count) resolve(new Uint8Array(all));
    });
  });
}

const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

test('a unix socket carries every byte both ways', async () => {
  const path = join(folder, 'a.sock');
  await listen(path, (socket) => socket.pipe(socket));
  link = await openLink({ port: path, baudRate: 115_200 });
  const back = received(link, 256);
  await link.write(everyByte);
  expect(await back).toEqual(everyByte);
});

test('tcp://host:port carries every byte both ways', async () => {
  await listen(0, (socket) => socket.pipe(socket));
  const address = server?.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  link = await openLink({ port: `tcp://localhost:${port}`, baudRate: 921_600 });
  const back = received(link, 256);
  await link.write(everyByte);
  expect(await back).toEqual(everyByte);
});

test('a peer that hangs up closes the link with a fault', async () => {
  const path = join(folder, 'b.sock');
  await listen(path, (socket) => socket.destroy());
  link = await openLink({ port: path, baudRate: 115_200 });
  const reason = await new Promise<LinkError | undefined>((resolve) => link?.onClose(resolve));
  expect(reason).toMatchObject({ code: 'PORT_CLOSED' });
});

test('an absent path, a port nobody serves and a folder are three faults', async () => {
  await expect(openLink({ port: join(folder, 'none'), baudRate: 1200 })).rejects.toMatchObject({
    code: 'PORT_ABSENT',
  });
  await expect(openLink({ port: folder, baudRate: 1200 })).rejects.toMatchObject({
    code: 'PORT_NOT_SERIAL',
  });
  await expect(openLink({ port: 'tcp://127.0.0.1:1', baudRate: 1200 })).rejects.toMatchObject({
    code: 'PORT_REFUSED',
  });
});

test('a hardware port goes to the native driver under the name that was typed', async () => {
  const asked: string[] = [];
  const opening = openLink(
    { port: 'COM7', baudRate: 921_600 },
    {
      nativeStream: async (path, baudRate) => {
        asked.push(`${path}@${baudRate}`);
        throw new Error('stop here');
      },
    },
  );
  await expect(opening).rejects.toThrow('stop here');
  expect(asked).toEqual(['COM7@921600']);
});
