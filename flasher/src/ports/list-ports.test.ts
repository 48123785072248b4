import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { realFiles } from '../host/host-files.ts';
import { FakeHost } from '../testing/fake-host.ts';
import { listPorts } from './list-ports.ts';
import { holderWords, portHolders } from './port-holders.ts';

const board = {
  name: 'ttyACM0',
  location: '1-1.2',
  vendorId: '2FE3',
  productId: '0004',
  serialNumber: '8D3F',
};

test('the kernel is asked without udev, and names what is plugged in where', async () => {
  const host = new FakeHost().plug(board);
  host.driver = async () => Promise.reject(new TypeError('spawn udevadm ENOENT'));
  host.texts.set('/sys/class/tty/tty0/dev', '4:0\n');
  host.links.set('/sys/class/tty/ttyS7/device', '/sys/devices/platform/serial8250');
  host.texts.set('/sys/devices/platform/serial8250/x', '');
  host.texts.set('/sys/class/tty/ttyS7/type', '0\n');
  host.device('/dev/ttyS7');
  host.links.set('/dev/serial/by-id/usb-Bench_Board_8D3F-if00', '../../ttyACM0');
  expect(await listPorts(host)).toEqual({
    source: 'sysfs',
    ports: [
      {
        path: '/dev/ttyACM0',
        stableName: '/dev/serial/by-id/usb-Bench_Board_8D3F-if00',
        usb: {
          vendorId: '2fe3',
          productId: '0004',
          serialNumber: '8D3F',
          manufacturer: 'Bench',
          product: 'Board',
          location: '1-1.2',
        },
      },
    ],
  });
});

test('a port of the kernel without its device file, as in a container, is not listed', async () => {
  const host = new FakeHost().plug(board);
  host.devices.clear();
  expect((await listPorts(host)).ports).toEqual([]);
});

test('a port on the board itself has no USB identity', async () => {
  const host = new FakeHost();
  host.links.set('/sys/class/tty/ttyS0/device', '/sys/devices/platform/soc/uart0');
  host.texts.set('/sys/devices/platform/soc/uart0/x', '');
  host.device('/dev/ttyS0');
  expect((await listPorts(host)).ports).toEqual([
    { path: '/dev/ttyS0', usb: undefined, stableName: undefined },
  ]);
});

test("elsewhere it is serialport's list", async () => {
  const host = new FakeHost();
  host.platform = 'win32';
  host.driver = async () => [{ path: 'COM3', vendorId: '2FE3', productId: '0004' }];
  const { source, ports } = await listPorts(host);
  expect(source).toBe('driver');
  expect(ports).toMatchObject([{ path: 'COM3', usb: { vendorId: '2fe3', productId: '0004' } }]);
});

test('when that list fails too, the names of udev are left; without them the fault says so', async () => {
  const host = new FakeHost();
  host.driver = async () => Promise.reject(new TypeError('spawn udevadm ENOENT'));
  await expect(listPorts(host)).rejects.toMatchObject({
    code: 'PORT_LIST',
    came: 'the system gave none (spawn udevadm ENOENT)',
  });
  host.links.set('/dev/serial/by-id/usb-A-if00', '../../ttyUSB1');
  host.device('/dev/ttyUSB1');
  expect(await listPorts(host)).toMatchObject({
    source: 'by-id',
    ports: [{ path: '/dev/ttyUSB1', stableName: '/dev/serial/by-id/usb-A-if00' }],
  });
});

test('who holds a port is told with program, process and user; who cannot be looked into is counted', async () => {
  const host = new FakeHost().plug(board).process(812, 'minicom', ['/dev/null', '/dev/ttyACM0']);
  host.process(1, 'init').process(900, 'bash', ['/dev/pts/3']);
  host.hidden.add('/proc/1/fd');
  host.texts.set('/etc/passwd', 'root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n');
  host.links.set('/dev/board', 'ttyACM0');
  const found = await portHolders(host, ['/dev/board', '/dev/ttyS0']);
  expect(found?.get('/dev/ttyS0')).toEqual({ holders: [], unseen: 1 });
  const [holder] = found?.get('/dev/board')?.holders ?? [];
  expect(holder && holderWords(holder)).toBe('minicom (process 812 of user ada)');
});

test('this process does not hold a port against itself, and other platforms do not tell', async () => {
  const host = new FakeHost().plug(board).process(812, 'node', ['/dev/ttyACM0']);
  host.links.set('/proc/self', '812');
  expect((await portHolders(host, ['/dev/ttyACM0']))?.get('/dev/ttyACM0')?.holders).toEqual([]);
  host.platform = 'darwin';
  expect(await portHolders(host, ['/dev/ttyACM0'])).toBeUndefined();
});

test('who made a pseudo-terminal does not hold it, and who reads it does', async () => {
  const host = new FakeHost().device('/dev/pts/7');
  host.process(20, 'socat', ['/dev/ptmx', '/dev/pts/7']).process(21, 'picocom', ['/dev/pts/7']);
  const found = await portHolders(host, ['/dev/pts/7']);
  expect(found?.get('/dev/pts/7')?.holders).toMatchObject([{ pid: 21, program: 'picocom' }]);
});

test('real files are read, and what is absent is undefined', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'host-'));
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, 'a'), 'text');
  await symlink('a', join(folder, 'link'));
  expect(await realFiles.text(join(folder, 'link'))).toBe('text');
  expect(await realFiles.names(folder)).toEqual(['a', 'b', 'link']);
  expect(await realFiles.link(join(folder, 'link'))).toBe('a');
  expect(await realFiles.exists(join(folder, 'none'))).toBe(false);
  expect(await realFiles.exists(join(folder, 'link'))).toBe(true);
  expect(await realFiles.facts(join(folder, 'a'))).toMatchObject({ isCharacterDevice: false });
  expect(await realFiles.text(folder)).toBeUndefined();
  await rm(folder, { recursive: true });
});
