import { LinkError } from '@feierabend/protocol';
import { SerialPortMock } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { openReceiverPort } from './receiver-port.ts';

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

  it('is reported when it is unplugged', async () => {
    const { lost } = await open();
    const isClosed = new Promise((resolve) => port.once('close', resolve));
    port.close();
    await isClosed;
    expect(lost).toEqual(['it was closed']);
  });

  it('is missed, once, when nothing comes any more and no driver says why', async () => {
    const { lost, clock, receiver } = await open();
    const passTo = (ms: number) => {
      while (clock.step(ms));
    };
    const hears = async () => {
      const isHeard = new Promise((resolve) => port.once('data', resolve));
      port.port?.emitData(Buffer.from('$GPRMC'));
      await isHeard;
    };
    passTo(9_000);
    await hears();
    passTo(18_000);
    expect(lost).toEqual([]);
    passTo(60_000);
    expect(lost).toEqual(['nothing came for 10 s']);
    await hears();
    passTo(80_000);
    expect(lost).toHaveLength(2);
    await receiver.close();
    passTo(200_000);
    expect(lost).toHaveLength(2);
  });

  it('that is not there is a sentence about the port', async () => {
    const none = openReceiverPort({
      path: '/dev/none',
      baudRate: 9600,
      onBytes: () => {},
      lost: () => {},
      clock: new VirtualClock(),
      streamOf: async (name, baudRate) =>
        new SerialPortMock({ path: name, baudRate, autoOpen: false }),
    });
    await expect(none).rejects.toThrow(LinkError);
    await expect(none).rejects.toThrow(/serial port \/dev\/none, but the system said: .*gpsd/u);
  });
});
