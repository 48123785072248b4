import { EventEmitter } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { mendUnixPort, type UnixPort } from './unix-port.ts';

/** serialport's poller: one watch, which the next one replaces. */
class StubPoller extends EventEmitter {
  readonly watched: number[] = [];

  poll(eventFlag = 0): void {
    this.watched.push(eventFlag);
  }

  wait(event: 'readable' | 'writable'): void {
    this.poll(event === 'readable' ? 1 : 2);
    this.once(event, () => undefined);
  }
}

function stubPort(file: FileHandle): UnixPort & { isOpen: boolean } {
  const read = async () => expect.fail('the driver reads for itself');
  return { isOpen: true, fd: file.fd, poller: new StubPoller(), read };
}

test('waiting for output does not end the wait for input', () => {
  const poller = new StubPoller();
  mendUnixPort({ port: { isOpen: true, fd: 3, poller } });
  poller.wait('readable');
  poller.wait('writable');
  poller.emit('readable');
  poller.wait('readable');
  poller.emit('writable');
  poller.wait('readable');
  expect(poller.watched).toEqual([1, 3, 3, 1]);
});

test('reads that give nothing are a hang-up, and end', async () => {
  const file = await open('/dev/null', 'r');
  const port = stubPort(file);
  mendUnixPort({ port });
  await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toMatchObject({ canceled: false });
  port.isOpen = false;
  await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toMatchObject({ canceled: true });
  await file.close();
});

test('reads that give something are handed on, into the place that was asked for', async () => {
  const file = await open(fileURLToPath(import.meta.url), 'r');
  const port = stubPort(file);
  mendUnixPort({ port });
  const { buffer, bytesRead } = await port.read(Buffer.alloc(10, '.'), 2, 6);
  await file.close();
  expect(bytesRead).toBe(6);
  expect(buffer.toString()).toBe('..import..');
});

test('a stream without a poller, as on Windows, is left as it is', () => {
  const stream = { port: { read: 'as it was' } };
  mendUnixPort(stream);
  mendUnixPort({});
  expect(stream.port.read).toBe('as it was');
});
