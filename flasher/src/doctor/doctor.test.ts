import { buildImage, RecoveryServer } from '@feierabend/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { openLink } from '../serial/open-link.ts';
import { portOpenFault } from '../serial/port-fault.ts';
import { FakeDevice } from '../testing/fake-device.ts';
import { FakeHost } from '../testing/fake-host.ts';
import { FakeLink } from '../testing/fake-link.ts';
import { runOnDevice } from '../testing/run-on-device.ts';
import type { DoctorFinding } from './doctor-finding.ts';

const board = { name: 'ttyACM0', location: '1-1', vendorId: '1a86', productId: '7523' };

let device: FakeDevice;
let host: FakeHost;
/** The speed at which the device listens. */
let speed: number;

beforeEach(async () => {
  speed = 115_200;
  device = await new FakeDevice({
    runningImage: buildImage({
      body: new Uint8Array(64),
      version: { major: 1, minor: 0, revision: 0, build: 0 },
      securityCounter: 1,
    }),
    recovery: new RecoveryServer({ slotBytes: 4096 }),
  }).start();
  host = new FakeHost().plug(board);
  host.texts.set('/run/udev/control', '');
  host.texts.set('/etc/passwd', 'ada:x:1000:1000::/home/ada:/bin/sh\n');
  host.texts.set('/etc/group', 'root:x:0:\ndialout:x:20:ada\nada:x:1000:\n');
  host.texts.set(
    '/proc/self/status',
    'Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\nGroups:\t20 1000 \n',
  );
});

afterEach(() => device.stop());

async function examine(...more: readonly string[]) {
  const run = await runOnDevice(['doctor', '--json', ...more], {
    device,
    io: {
      host,
      openLink: async ({ port, baudRate }) =>
        baudRate === speed
          ? openLink({ port: device.port, baudRate })
          : new FakeLink(port, '\u0002\u0003\n'),
    },
  });
  const look = run.events.find(({ event, task }) => event === 'end' && task === 'doctor/look');
  const { findings = [] } =
    (look as { result?: { findings?: DoctorFinding[] } } | undefined)?.result ?? {};
  const found = (code: string) => findings.find((finding) => finding.code === code);
  return { ...run, findings, found };
}

test('a port in order is told with who answers, and ends with exit 0', async () => {
  const run = await examine();
  expect(run.exitCode).toBe(0);
  expect(run.findings).toMatchObject([
    { code: 'ACCESS', severity: 'ok', port: '/dev/ttyACM0' },
    { code: 'ANSWER', severity: 'ok', sentence: expect.stringContaining('van-07') as unknown },
  ]);
});

test.each<[string, (machine: FakeHost) => void, Partial<DoctorFinding>]>([
  [
    'a busy port',
    (machine) => void machine.process(812, 'minicom', ['/dev/ttyACM0']),
    { code: 'BUSY', fix: 'kill 812', severity: 'fault' },
  ],
  [
    'a port that ModemManager has',
    (machine) => void machine.process(400, 'ModemManager', ['/dev/ttyACM0']),
    { code: 'BUSY', fix: 'sudo systemctl disable --now ModemManager' },
  ],
  [
    'a user outside of the group',
    (machine) => {
      machine.texts.set(
        '/proc/self/status',
        'Uid:\t1000\t1000\nGid:\t1000\t1000\nGroups:\t1000 \n',
      );
      machine.texts.set('/etc/group', 'dialout:x:20:\nada:x:1000:\n');
    },
    { code: 'GROUP', fix: 'sudo usermod -aG dialout ada', severity: 'fault' },
  ],
  [
    'a user whose session is older than the group',
    (machine) =>
      void machine.texts.set(
        '/proc/self/status',
        'Uid:\t1000\t1000\nGid:\t1000\t1000\nGroups:\t\n',
      ),
    { code: 'GROUP_LOGIN', fix: 'newgrp dialout', severity: 'fault' },
  ],
  [
    'a port that is for root alone',
    (machine) => void machine.device('/dev/ttyACM0', { mode: 0o600, gid: 0 }),
    {
      code: 'ACCESS',
      severity: 'fault',
      fix: 'sudo chgrp dialout /dev/ttyACM0 && sudo chmod g+rw /dev/ttyACM0',
    },
  ],
])('%s is a fault with its command, and the port is not opened', async (_name, prepare, wanted) => {
  prepare(host);
  const run = await examine();
  expect(run.exitCode).toBe(4);
  expect(run.found(wanted.code ?? '')).toMatchObject(wanted);
  expect(device.requests).toEqual([]);
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'PORT_DOCTOR', exitCode: 4 } });
  expect(run.stderr).toContain(`begin with: ${wanted.fix}`);
});

test.each<[string, (machine: FakeHost) => void, Partial<DoctorFinding>]>([
  [
    'ModemManager',
    (machine) => void machine.process(400, 'ModemManager'),
    { code: 'MODEM_MANAGER', fix: 'sudo systemctl disable --now ModemManager' },
  ],
  [
    'brltty',
    (machine) => void machine.process(401, 'brltty'),
    { code: 'BRLTTY', fix: 'sudo apt remove brltty' },
  ],
  [
    'a machine without udev',
    (machine) => void machine.texts.delete('/run/udev/control'),
    { code: 'UDEV', fix: 'sudo apt install udev && sudo systemctl start systemd-udevd' },
  ],
])('%s is a warning with its command, and no fault', async (_name, prepare, wanted) => {
  prepare(host);
  const run = await examine();
  expect(run.exitCode).toBe(0);
  expect(run.found(wanted.code ?? '')).toMatchObject({ ...wanted, severity: 'warning' });
});

test.each([
  [false, 'ok', 'it offers operating system (group 0), images (group 1), settings (group 3)', null],
  [true, 'warning', 'and not images (group 1)', 'flasher reset --recovery --port /dev/ttyACM0'],
])(
  'the groups that a device lists are told; without images: %s',
  async (withoutImages, severity, sentence, fix) => {
    await device.stop();
    const image = { runningImage: new Uint8Array(), enumerates: true, withoutImages };
    device = await new FakeDevice({ ...image, withoutTracker: true }).start();
    const run = await examine();
    expect(run.exitCode).toBe(0);
    expect(run.found('GROUPS')).toMatchObject({ severity, fix });
    expect(run.found('GROUPS')?.sentence).toContain(sentence);
  },
);

test('a wrong speed is found, and the right one told', async () => {
  speed = 921_600;
  const run = await examine();
  expect(run.exitCode).toBe(5);
  expect(run.found('BAUD')).toMatchObject({
    fix: 'flasher info --port /dev/ttyACM0 --baud 921600',
  });
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'SMP_DOCTOR', exitCode: 5 } });
});

test('a line that speaks SMP at no speed is told with a look at it', async () => {
  speed = 0;
  const run = await examine();
  expect(run.exitCode).toBe(5);
  expect(run.found('NO_SMP')).toMatchObject({
    fix: 'flasher monitor --port /dev/ttyACM0 --for 10',
  });
  expect(run.tookMs).toBeLessThan(30_000);
});

test('a pseudo-terminal has no speed to try', async () => {
  device.fate = () => 'lose-request';
  host.links.set('/tmp/board', '/dev/pts/7');
  host.device('/dev/pts/7');
  const run = await examine('--port', '/tmp/board');
  expect(run.exitCode).toBe(5);
  expect(run.found('NO_SMP')?.sentence).toContain('115200 baud');
  expect(run.tookMs).toBeLessThan(3000);
});

test('a boot loader in recovery is a warning with the way out', async () => {
  device.inRecovery = true;
  const run = await examine();
  expect(run.exitCode).toBe(0);
  expect(run.found('RECOVERY')).toMatchObject({
    severity: 'warning',
    fix: 'flasher flash FILE --recovery --port /dev/ttyACM0',
  });
});

test.each([
  ['Cannot lock port', 'PORT_BUSY', 'sudo fuser -v /dev/ttyACM0'],
  ['No native build was found', 'PORT_DRIVER', 'npm ci'],
])('"%s" while opening is told with its command', async (text, code, fix) => {
  const run = await runOnDevice(['doctor'], {
    io: {
      host,
      openLink: async ({ port }) => Promise.reject(portOpenFault(port, new TypeError(text))),
    },
  });
  expect(run.exitCode).toBe(4);
  expect(run.stdout).toContain(`fix: ${fix}`);
  expect(run.events).toContainEqual(
    expect.objectContaining({
      task: 'doctor/look',
      result: { findings: expect.arrayContaining([expect.objectContaining({ code })]) as unknown },
    }),
  );
});

test('a name that is not there, and a machine without any port', async () => {
  const named = await examine('--port', '/dev/ttyUSB9');
  expect(named.exitCode).toBe(4);
  expect(named.found('ABSENT')).toMatchObject({ fix: 'flasher ports' });
  host.unplug('ttyACM0');
  const none = await examine();
  expect(none.found('NO_PORT')).toMatchObject({ fix: 'sudo dmesg --follow' });
  host.texts.set('/.dockerenv', '');
  host.texts.set('/.flatpak-info', '');
  const boxed = await examine();
  expect(boxed.found('NO_PORT')?.fix).toContain('docker run --device');
  expect(boxed.found('SANDBOX')).toMatchObject({ severity: 'fault' });
});

test('the text has one line for what is, and one for what to do', async () => {
  host.process(812, 'minicom', ['/dev/ttyACM0']);
  const run = await runOnDevice(['doctor', '--port', 'usb:1a86:7523'], { io: { host } });
  expect(run.stdout).toContain(
    '  fault    usb:1a86:7523: minicom (process 812 of user ada) has it open\n' +
      '           fix: kill 812\n',
  );
});
