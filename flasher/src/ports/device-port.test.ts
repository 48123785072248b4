import { LinkError } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import type { ByteLink } from '../serial/byte-link.ts';
import { portOpenFault } from '../serial/port-fault.ts';
import { FakeHost } from '../testing/fake-host.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import { DevicePort } from './device-port.ts';

const vendor = { vendorId: '2fe3', productId: '0004' };
const first = { name: 'ttyACM0', location: '1-1', serialNumber: 'AAA', ...vendor };
const second = { name: 'ttyACM1', location: '1-2', serialNumber: 'BBB', ...vendor };

function choose(host: FakeHost, port: string | undefined) {
  const opened: string[] = [];
  const openLink = async (target: { port: string }) => {
    opened.push(target.port);
    return {} as ByteLink;
  };
  const chosen = DevicePort.choose({ host, port, baudRate: 115_200, openLink });
  return { opened, chosen };
}

test('a USB identity is opened wherever the device is, and follows it after a reset', async () => {
  const host = new FakeHost().plug(first).plug(second);
  const { opened, chosen } = choose(host, 'usb:2FE3:0004:BBB');
  const port = await chosen;
  await port.open();
  host.unplug('ttyACM1');
  await expect(port.open()).rejects.toMatchObject({ code: 'PORT_ABSENT' });
  // The boot loader has numbers of its own, and the kernel gives it another name.
  host.plug({ ...second, name: 'ttyACM5', productId: '000c' });
  await port.open();
  expect(opened).toEqual(['/dev/ttyACM1', '/dev/ttyACM5']);
});

test('a twin without a serial number is never taken for the device that went away', async () => {
  const { serialNumber: _a, ...left } = first;
  const { serialNumber: _b, ...right } = second;
  const host = new FakeHost().plug(left);
  const port = await choose(host, 'usb:2fe3:0004').chosen;
  await port.open();
  host.unplug('ttyACM0');
  host.plug(right);
  await expect(port.open()).rejects.toMatchObject({ code: 'PORT_ABSENT' });
});

test('two that fit are refused with the list', async () => {
  const { chosen, opened } = choose(new FakeHost().plug(first).plug(second), 'usb:2fe3:0004');
  await expect((await chosen).open()).rejects.toMatchObject({
    code: 'PORT_CHOICE',
    came: expect.stringMatching(/fits 2: .*usb:2fe3:0004:AAA.*usb:2fe3:0004:BBB/u) as unknown,
  });
  expect(opened).toEqual([]);
});

test('none that fits is told with what there is', async () => {
  const port = await choose(new FakeHost().plug(first), 'usb:1915:520f').chosen;
  await expect(port.open()).rejects.toMatchObject({
    code: 'PORT_ABSENT',
    came: expect.stringContaining('usb:2fe3:0004:AAA') as unknown,
  });
});

test('a typed path stays that path, and another device at it is not spoken to', async () => {
  const host = new FakeHost().plug(first);
  const { chosen, opened } = choose(host, '/dev/ttyACM0');
  const port = await chosen;
  await port.open();
  host.unplug('ttyACM0');
  await port.open();
  host.plug({ ...second, name: 'ttyACM0' });
  await expect(port.open()).rejects.toMatchObject({
    code: 'PORT_SWAPPED',
    next: expect.stringContaining('usb:2fe3:0004:AAA') as unknown,
  });
  expect(opened).toEqual(['/dev/ttyACM0', '/dev/ttyACM0']);
});

test.each([
  [[], 'there is none'],
  [[first, second], 'there are 2: /dev/ttyACM0'],
])('without --port %j ends with exit 2 and the list', async (plugged, came) => {
  const host = new FakeHost();
  host.texts.set('/sys/class/tty/tty0/dev', '4:0\n');
  for (const port of plugged) host.plug(port);
  const run = await runOnDevice(['info', '--json'], { io: { host } });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain(came);
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'PORT_CHOICE', exitCode: 2 } });
});

test('without --port the only USB serial port is taken, and named', async () => {
  const host = new FakeHost().plug(first);
  const run = await runOnDevice(['info'], {
    io: {
      host,
      openLink: async ({ port }) => Promise.reject(portOpenFault(port, new TypeError('ENOENT'))),
    },
  });
  expect(run.exitCode).toBe(4);
  expect(run.stderr).toContain('to open port /dev/ttyACM0');
});

test('a busy port is told with the program that holds it', async () => {
  const host = new FakeHost().plug(first).process(812, 'minicom', ['/dev/ttyACM0']);
  const run = await runOnDevice(['info', '--port', 'usb:2fe3:0004'], {
    io: {
      host,
      openLink: async ({ port }) =>
        Promise.reject(portOpenFault(port, new TypeError('Cannot lock port'))),
    },
  });
  expect(run.exitCode).toBe(4);
  expect(run.stderr).toContain('minicom (process 812) has it open; end it, or run "kill 812"');
});

test('another fault while opening goes on its way as it is', async () => {
  const fault = new LinkError({ code: 'PORT_DENIED', expected: 'a', came: 'b', next: 'c' });
  const port = await DevicePort.choose({
    host: new FakeHost(),
    port: 'x',
    baudRate: 1200,
    openLink: async () => Promise.reject(fault),
  });
  await expect(port.open()).rejects.toBe(fault);
});
