import { LinkError } from '@feierabend/protocol';
import { SerialPortMock } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { openReceiverPort, type ReceiverStream } from './receiver-port.ts';

const path = '/dev/receiver';
let port: SerialPortMock;

async function open() {
  SerialPortMock.binding.createPort(path);
  const heard: string[] = [];
  const lost: string[] = [];
  const clock = new VirtualClock();
  const receiver = await openReceiverPort({
    path,
    baudRate: 9600,
    onBytes: (bytes) => void heard.push(new TextDecoder().decode(bytes)),
    lost: (reason) => void lost.push(reason),
    found: () => void lost.push('found'),
    clock,
    streamOf: async (name, baudRate) => {
      port = new SerialPortMock({ path: name, baudRate, autoOpen: false });
      return port;
    },
  });
  return { receiver, heard, lost, clock };
}

afterEach(() => SerialPortMock.binding.reset());

describe('a receiver on a serial port', () => {
  it('is heard, byte for byte', async () => {
    const { heard, receiver, lost } = await open();
    const isHeard = new Promise((resolve) => port.once('data', resolve));
    port.port?.emitData(Buffer.from('$GPRMC'));
    await isHeard;
    expect(heard.join('')).toBe('$GPRMC');
    await receiver.close();
    expect(lost).toEqual([]);
  });

  it('that is not there is a sentence about the port', async () => {
    const none = openReceiverPort({
      path: '/dev/none',
      baudRate: 9600,
      onBytes: () => {},
      lost: () => {},
      found: () => {},
      clock: new VirtualClock(),
      streamOf: async (name, baudRate) =>
        new SerialPortMock({ path: name, baudRate, autoOpen: false }),
    });
    await expect(none).rejects.toThrow(LinkError);
    await expect(none).rejects.toThrow(/serial port \/dev\/none, but the system said: .*gpsd/u);
  });
});

/** A port that comes and goes, behind a driver that does at once what it is told. */
class Socket implements ReceiverStream {
  isIn = true;
  opens = 0;
  readonly #listeners = new Map<string, (what: never) => void>();

  open(callback: (error: Error | null) => void): void {
    this.opens += 1;
    callback(this.isIn ? null : new LinkError(absent));
  }

  close(callback?: (error: Error | null) => void): void {
    callback?.(null);
  }

  on(event: string, listener: (what: never) => void): void {
    this.#listeners.set(event, listener);
  }

  says(event: 'data' | 'close', what?: unknown): void {
    this.#listeners.get(event)?.(what as never);
  }
}

const absent = { code: 'TEST', expected: 'a port', came: 'it is gone', next: 'plug it in' };

async function plugged() {
  const told: string[] = [];
  const socket = new Socket();
  const clock = new VirtualClock();
  const receiver = await openReceiverPort({
    path,
    baudRate: 9600,
    onBytes: () => {},
    lost: (reason) => void told.push(reason),
    found: () => void told.push('found'),
    clock,
    streamOf: () => Promise.resolve(socket),
  });
  const passTo = async (ms: number) => {
    while (clock.step(ms)) {
      // What was due may have begun something that comes back a few turns later.
      // oxlint-disable-next-line no-await-in-loop
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
  };
  return { told, socket, receiver, passTo };
}

describe('a receiver that was lost', () => {
  it('is told once and opened again, twice as late each time, a minute at most, until it is heard', async () => {
    const { told, socket, receiver, passTo } = await plugged();
    socket.isIn = false;
    socket.says('close');
    const opensAt = async (ms: number) => {
      await passTo(ms);
      return socket.opens;
    };
    const opens = [];
    for (const ms of [999, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000]) {
      // oxlint-disable-next-line no-await-in-loop -- time goes one way
      opens.push(await opensAt(ms));
    }
    expect(opens).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(told).toEqual(['it was closed']);
    socket.isIn = true;
    await passTo(243_000);
    socket.says('data', Uint8Array.of(36));
    expect(told).toEqual(['it was closed', 'found']);
    // The next loss is a new one.
    socket.says('close');
    await passTo(244_000);
    expect([socket.opens, told.length]).toEqual([11, 3]);
    await receiver.close();
  });

  it('is opened again when nothing comes any more and no driver says why', async () => {
    const { told, socket, receiver, passTo } = await plugged();
    await passTo(9_000);
    socket.says('data', Uint8Array.of(36));
    await passTo(18_999);
    expect(told).toEqual([]);
    await passTo(19_000);
    expect(told).toEqual(['nothing came for 10 s']);
    await passTo(20_000);
    socket.says('data', Uint8Array.of(36));
    expect([socket.opens, told[1]]).toEqual([2, 'found']);
    await receiver.close();
    await passTo(500_000);
    expect([socket.opens, told.length]).toEqual([2, 2]);
  });

  it('stays closed when the program has ended', async () => {
    const { socket, receiver, passTo } = await plugged();
    socket.says('close');
    await receiver.close();
    await passTo(500_000);
    expect(socket.opens).toBe(1);
  });

  it('whose driver never answers is given up after 10 s', async () => {
    const socket = new Socket();
    socket.open = () => {};
    const clock = new VirtualClock();
    const options = { path, baudRate: 9600, onBytes: () => {}, lost: () => {}, found: () => {} };
    const opening = openReceiverPort({
      ...options,
      clock,
      streamOf: () => Promise.resolve(socket),
    });
    await Promise.resolve();
    await Promise.resolve();
    while (clock.step(10_000));
    await expect(opening).rejects.toThrow(/did not open within 10 s/u);
  });
});
