import { LinkError } from '@feierabend/protocol';
import { SerialPortMock } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';

import { openReceiverPort } from './receiver-port.ts';

const path = '/dev/receiver';
let port: SerialPortMock;

async function open() {
  SerialPortMock.binding.createPort(path);
  const heard: string[] = [];
  const lost: string[] = [];
  const receiver = await openReceiverPort({
    path,
    baudRate: 9600,
    onBytes: (bytes) => void heard.push(new TextDecoder().decode(bytes)),
    lost: (reason) => void lost.push(reason),
    streamOf: async (name, baudRate) => {
      port = new SerialPortMock({ path: name, baudRate, autoOpen: false });
      return port;
    },
  });
  return { receiver, heard, lost };
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

  it('that is not there is a sentence about the port', async () => {
    const none = openReceiverPort({
      path: '/dev/none',
      baudRate: 9600,
      onBytes: () => {},
      lost: () => {},
      streamOf: async (name, baudRate) =>
        new SerialPortMock({ path: name, baudRate, autoOpen: false }),
    });
    await expect(none).rejects.toThrow(LinkError);
    await expect(none).rejects.toThrow(/serial port \/dev\/none, but the system said: .*gpsd/u);
  });
});
