import { EventEmitter } from 'node:events';

import type { LinkError } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { ManualClock } from '../testing/manual-clock.ts';
import { openStreamLink, type PortStream } from './stream-link.ts';
import { chunkBytesMax, inFlightBytesMax } from './write-gate.ts';

/** A serialport stream whose writes end when the test says so. */
class StubStream extends EventEmitter {
  isOpen = false;
  openError: Error | null = null;
  readonly written: Uint8Array[] = [];
  hold = false;
  private held: (() => void)[] = [];

  open(callback: (error: Error | null) => void): void {
    this.isOpen = this.openError === null;
    callback(this.openError);
  }

  close(callback?: (error: Error | null) => void): void {
    this.isOpen = false;
    callback?.(null);
    this.emit('close', null);
  }

  write(chunk: Uint8Array, callback: (error: Error | null) => void): boolean {
    this.written.push(chunk);
    if (this.hold) this.held.push(() => callback(null));
    else callback(null);
    return true;
  }
}

const baudRate = 115_200;

async function open(stub = new StubStream(), clock = new ManualClock()) {
  const link = await openStreamLink(stub as unknown as PortStream, {
    description: 'COM3',
    clock,
    baudRate,
  });
  return { stub, clock, link };
}

const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));
const sum = (chunks: readonly Uint8Array[]) => chunks.reduce((all, { length }) => all + length, 0);

test('a large write leaves in chunks of at most 256 bytes, in order', async () => {
  const { stub, link } = await open();
  const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index & 0xff);
  await link.write(bytes);
  expect(stub.written.every((chunk) => chunk.length <= chunkBytesMax)).toBe(true);
  expect(Buffer.concat(stub.written)).toEqual(Buffer.from(bytes));
});

test('no more than 4 KiB leave before the peer has said something', async () => {
  const { stub, link } = await open();
  const writing = link.write(new Uint8Array(3 * inFlightBytesMax));
  await settle();
  expect(sum(stub.written)).toBe(inFlightBytesMax);
  stub.emit('data', Uint8Array.of(1));
  await settle();
  expect(sum(stub.written)).toBe(2 * inFlightBytesMax);
  stub.emit('data', Uint8Array.of(1));
  await writing;
  expect(sum(stub.written)).toBe(3 * inFlightBytesMax);
});

test('a silent peer holds the writer back only for the time that the line needs', async () => {
  const { stub, clock, link } = await open();
  const writing = link.write(new Uint8Array(inFlightBytesMax + chunkBytesMax));
  await settle();
  const carryMs = (1000 * 10 * chunkBytesMax) / baudRate;
  clock.advance(carryMs - 1);
  await settle();
  expect(sum(stub.written)).toBe(inFlightBytesMax);
  clock.advance(1);
  await writing;
  expect(sum(stub.written)).toBe(inFlightBytesMax + chunkBytesMax);
});

test('a write that never calls back ends at its deadline and closes the link', async () => {
  const { stub, clock, link } = await open();
  stub.hold = true;
  const reasons: (LinkError | undefined)[] = [];
  link.onClose((reason) => reasons.push(reason));
  const refused = link.write(Uint8Array.of(1)).then(
    () => undefined,
    (error: unknown) => error,
  );
  await settle();
  clock.advance(5000);
  expect(await refused).toMatchObject({ code: 'PORT_STALLED' });
  expect(reasons).toMatchObject([{ code: 'PORT_STALLED' }]);
  expect(stub.isOpen).toBe(false);
});

test('a hang-up ends the write under way and every later one', async () => {
  const { stub, link } = await open();
  stub.hold = true;
  const refused = link.write(Uint8Array.of(1)).then(
    () => undefined,
    (error: unknown) => error,
  );
  await settle();
  stub.isOpen = false;
  stub.emit('close', new Error('gone'));
  expect(await refused).toMatchObject({ code: 'PORT_CLOSED' });
  await expect(link.write(Uint8Array.of(2))).rejects.toMatchObject({ code: 'PORT_CLOSED' });
});

test('a write that fails tells everybody that the port is gone', async () => {
  const { stub, link } = await open();
  const reasons: (LinkError | undefined)[] = [];
  link.onClose((reason) => reasons.push(reason));
  stub.write = (_chunk, callback) => {
    callback(new TypeError('EIO'));
    return true;
  };
  await expect(link.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'PORT_CLOSED' });
  expect(reasons).toMatchObject([{ code: 'PORT_CLOSED' }]);
  expect(stub.isOpen).toBe(false);
});

test('closing on purpose is told without a fault, once, and leaves no timer', async () => {
  const { clock, link } = await open();
  const reasons: unknown[] = [];
  link.onClose((reason) => reasons.push(reason));
  await link.close();
  await link.close();
  expect(reasons).toEqual([undefined]);
  expect(clock.pending).toBe(0);
});

test('an error while opening is named', async () => {
  const stub = new StubStream();
  stub.openError = new Error('Error Resource temporarily unavailable Cannot lock port');
  await expect(open(stub)).rejects.toMatchObject({ code: 'PORT_BUSY' });
});
