import { buildImage, RecoveryServer } from '@feierabend/protocol';
import { afterEach, expect, test } from 'vitest';

import { openLink } from '../serial/open-link.ts';
import { portOpenFault } from '../serial/port-fault.ts';
import { FakeDevice, type FakeDeviceOptions } from '../testing/fake-device.ts';
import { FakeHost } from '../testing/fake-host.ts';
import { FakeLink } from '../testing/fake-link.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const runningImage = buildImage({
  body: new Uint8Array(500),
  version: { major: 2, minor: 1, revision: 0, build: 0 },
  securityCounter: 1,
});

const devices: FakeDevice[] = [];

async function start(options: Partial<FakeDeviceOptions> = {}): Promise<FakeDevice> {
  const device = await new FakeDevice({ runningImage, ...options }).start();
  devices.push(device);
  return device;
}

afterEach(() => Promise.all(devices.splice(0).map((device) => device.stop())));

const usb = { vendorId: '2fe3', productId: '0004' };

test('each port is shown with its identity, its holder and who answers', async () => {
  const tracker = await start();
  const zephyr = await start({ withoutTracker: true });
  const recovery = await start({ recovery: new RecoveryServer({ slotBytes: 4096 }) });
  recovery.inRecovery = true;
  const host = new FakeHost()
    .plug({ name: 'ttyACM0', location: '1-1', serialNumber: 'A1', ...usb })
    .plug({ name: 'ttyACM1', location: '1-2', serialNumber: 'A2', ...usb })
    .plug({ name: 'ttyACM2', location: '1-3', serialNumber: 'A3', ...usb })
    .plug({ name: 'ttyACM3', location: '1-4', serialNumber: 'A4', ...usb })
    .plug({ name: 'ttyACM4', location: '1-5', serialNumber: 'A5', ...usb })
    .plug({ name: 'ttyACM5', location: '1-6', serialNumber: 'A6', ...usb })
    .plug({ name: 'ttyACM6', location: '1-7', serialNumber: 'A7', ...usb })
    .process(812, 'minicom', ['/dev/ttyACM3']);
  const opened: string[] = [];
  const behind: Record<string, FakeDevice> = {
    '/dev/ttyACM0': tracker,
    '/dev/ttyACM1': zephyr,
    '/dev/ttyACM2': recovery,
  };
  const run = await runOnDevice(['ports', '--json'], {
    io: {
      host,
      openLink: async ({ port, baudRate }) => {
        opened.push(port);
        const device = behind[port];
        if (device !== undefined) return openLink({ port: device.port, baudRate });
        if (port.endsWith('6')) throw portOpenFault(port, new TypeError('Permission denied'));
        return new FakeLink(port, port.endsWith('5') ? 'uart:~$ \u001B[31mwhat?\r\n' : '');
      },
    },
  });
  expect(run.exitCode).toBe(0);
  expect(opened).not.toContain('/dev/ttyACM3');
  expect(run.events.at(-1)).toMatchObject({
    result: {
      source: 'sysfs',
      ports: [
        {
          port: '/dev/ttyACM0',
          usb: { name: 'usb:2fe3:0004:A1', location: '1-1' },
          holders: [],
          answer: { kind: 'tracker', device: 'van-07', firmware: '2.1.0' },
        },
        { answer: { kind: 'application', running: '2.1.0' } },
        { answer: { kind: 'recovery', running: '255.255.65535' } },
        { holders: [{ pid: 812, program: 'minicom' }], answer: { kind: 'not-asked' } },
        { answer: { kind: 'silence' } },
        { answer: { kind: 'no-smp', sample: 'uart:~$ what?' } },
        { answer: { kind: 'not-asked', code: 'PORT_DENIED' } },
      ],
    },
  });
});

test('the text names who holds a port, and what is there', async () => {
  const device = await start();
  const host = new FakeHost()
    .plug({ name: 'ttyACM0', location: '1-1', serialNumber: 'A1', ...usb })
    .process(812, 'minicom', ['/dev/ttyACM0']);
  const run = await runOnDevice(['ports', device.port, '/dev/ttyACM0'], { device, io: { host } });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toBe(
    [
      device.port,
      '  there    Feierabend tracker van-07 of tenant acme (provisioned), firmware 2.1.0',
      '/dev/ttyACM0  usb:2fe3:0004:A1  Bench Board',
      '  held by  minicom (process 812)',
      '  there    not asked: what holds it would lose bytes',
      '',
    ].join('\n'),
  );
});

test('--no-ask opens nothing', async () => {
  const host = new FakeHost().plug({ name: 'ttyACM0', location: '1-1', ...usb });
  const run = await runOnDevice(['ports', '--no-ask'], {
    io: { host, openLink: async ({ port }) => expect.fail(`${port} was opened`) },
  });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('not asked: as told by --no-ask');
});

test('a machine that lists no ports ends with exit 4', async () => {
  const host = new FakeHost();
  host.driver = async () => Promise.reject(new TypeError('spawn udevadm ENOENT'));
  const run = await runOnDevice(['ports', '--json'], { io: { host } });
  expect(run.exitCode).toBe(4);
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'PORT_LIST', exitCode: 4 } });
});

test('a machine without ports says so, and an odd name is a usage error', async () => {
  const host = new FakeHost();
  host.texts.set('/sys/class/tty/tty0/dev', '4:0\n');
  const none = await runOnDevice(['ports'], { io: { host } });
  expect(none.exitCode).toBe(0);
  expect(none.stdout).toContain('No serial port is there');
  expect((await runOnDevice(['ports', 'usb:1'], { io: { host } })).exitCode).toBe(2);
});
