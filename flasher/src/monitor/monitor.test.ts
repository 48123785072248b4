import { access, mkdtemp, rm } from 'node:fs/promises';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';

import {
  concatBytes,
  Echo,
  encodeCbor,
  encodeConsoleFrame,
  encodeSmpMessage,
  LinkError,
  SmpOp,
  SmpVersion,
} from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { FakeHost } from '../testing/fake-host.ts';
import { FakeLink } from '../testing/fake-link.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { runOnDevice, type Run } from '../testing/run-on-device.ts';
import { testImage } from '../testing/test-images.ts';
import { describeMessage, messageLine } from './describe-message.ts';
import { LineWatch, type Sighting } from './line-watch.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

const echoAnswer = {
  op: SmpOp.writeResponse,
  version: SmpVersion.v2,
  group: 0,
  sequence: 9,
  command: 0,
  payload: encodeCbor({ r: 'hello' }),
} as const;

describe('a line', () => {
  function watch() {
    const seen: Sighting[] = [];
    const clock = new ManualClock();
    return { seen, clock, line: new LineWatch(clock, (sighting) => seen.push(sighting)) };
  }

  test('is told apart into text, messages and damaged frames, however it is cut', () => {
    const frame = encodeConsoleFrame(encodeSmpMessage(echoAnswer));
    const damaged = frame.slice();
    damaged[8] = (damaged[8] ?? 0) ^ 1;
    const all = concatBytes(utf8('booting\r\n'), frame, damaged, utf8(`${'long '.repeat(100)}\n`));
    for (const size of [1, 7, all.length]) {
      const { seen, line } = watch();
      for (let at = 0; at < all.length; at += size) line.push(all.subarray(at, at + size));
      expect(seen.map(({ kind }) => kind)).toEqual(['text', 'smp', 'damaged', 'text']);
    }
  });

  test('without an end is shown when nothing follows: a prompt', () => {
    const { seen, clock, line } = watch();
    line.push(utf8('uart:~$ '));
    expect(seen).toEqual([]);
    clock.advance(300);
    expect(seen.map((one) => one.kind === 'text' && new TextDecoder().decode(one.line))).toEqual([
      'uart:~$ ',
    ]);
    line.push(utf8('next\n'));
    expect(seen).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  test('of a frame is never cut by a pause', () => {
    const { seen, clock, line } = watch();
    const frame = encodeConsoleFrame(encodeSmpMessage(echoAnswer));
    line.push(frame.subarray(0, 5));
    clock.advance(10_000);
    line.push(frame.subarray(5));
    expect(seen).toMatchObject([{ kind: 'smp', message: { sequence: 9 } }]);
  });
});

test('a message is told by name, operation and content, long bytes by their beginning', () => {
  const view = describeMessage(echoAnswer);
  expect(view).toMatchObject({ name: Echo.write.name, operation: 'write answer' });
  expect(messageLine(view, 10)).toBe('echo (0/0) write answer #9 {"r":"hello"}');
  const upload = {
    ...echoAnswer,
    op: SmpOp.write,
    group: 1,
    command: 1,
    payload: encodeCbor({ off: 384, data: new Uint8Array(320).fill(0xa0) }),
  };
  expect(messageLine(describeMessage(upload), 0)).toMatch(
    /^image upload \(1\/1\) write #9 .*"data":"(a0){16}\.\.\. \(320 bytes\)"/u,
  );
  const foreign = { ...echoAnswer, group: 70, command: 3, payload: Uint8Array.of(0xff) };
  expect(messageLine(describeMessage(foreign), 1)).toBe(
    'command (70/3) write answer #9 1 bytes, no CBOR',
  );
});

describe('flasher monitor', () => {
  let folder: string;
  let device: FakeDevice;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tap-'));
    device = await new FakeDevice({ runningImage: testImage(0) }).start();
  });

  afterEach(async () => {
    await device.stop();
    await rm(folder, { recursive: true });
  });

  test('shows what the device says first, and ends after --for', async () => {
    const run = await runOnDevice(['monitor', '--port', device.port, '--for', '5'], { device });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/^ +0\.000 text < \*\*\* Booting a fake \*\*\*$/mu);
    expect(run.stdout).toMatch(/^Heard 24 bytes: 1 lines of text, 0 SMP messages$/mu);
    expect(run.tookMs).toBe(5000);
  });

  test('--json has each thing seen as progress of one task', async () => {
    const argv = ['monitor', '--port', device.port, '--lines', '1', '--json'];
    const run = await runOnDevice(argv, { device });
    expect(run.exitCode).toBe(0);
    expect(run.events).toContainEqual(
      expect.objectContaining({
        event: 'progress',
        task: 'monitor/watch',
        seen: { direction: 'from-device', kind: 'text', line: '*** Booting a fake ***' },
      }),
    );
    expect(run.events.at(-1)).toMatchObject({
      result: { texts: 1, messages: 0, damaged: 0, bytes: 24, hangUps: 0 },
    });
  });

  test('other programs reach the device through the tap, and both directions are shown', async () => {
    const tap = join(folder, 'tap');
    const end = new AbortController();
    const watching = runOnDevice(['monitor', '--port', device.port, '--tap', tap, '--json'], {
      device,
      io: { signal: end.signal },
    });
    await until(() =>
      access(tap).then(
        () => true,
        () => false,
      ),
    );
    await until(async () => device.activity > 0);
    const info: Run = await runOnDevice(['info', '--port', tap], { device });
    expect(info.stdout).toContain('van-07 of tenant acme');
    end.abort();
    const run = await watching;
    expect(run.exitCode).toBe(0);
    const seen = run.events.flatMap((event) => (event.event === 'progress' ? [event.seen] : []));
    expect(seen).toContainEqual(
      expect.objectContaining({
        direction: 'to-device',
        name: 'parameters',
        operation: 'read',
        payload: {},
      }),
    );
    expect(seen).toContainEqual(
      expect.objectContaining({
        direction: 'from-device',
        name: 'parameters',
        operation: 'read answer',
        payload: { buf_size: 384, buf_count: 4 },
      }),
    );
  });

  test('stays with a device that hangs up and comes back', async () => {
    const links: FakeLink[] = [];
    const gone = new LinkError({ code: 'PORT_CLOSED', expected: 'a', came: 'b', next: 'c' });
    const run = await runOnDevice(['monitor', '--port', '/dev/x', '--lines', '2'], {
      io: {
        host: new FakeHost(),
        openLink: async ({ port }) => {
          const link = new FakeLink(port);
          links.push(link);
          if (links.length === 2) throw gone;
          setImmediate(() => {
            link.say(`boot ${links.length}\n`);
            if (links.length === 1) link.hangUp(gone);
          });
          return link;
        },
      },
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/boot 1\n.*the port hung up; waiting for the device\n.*boot 3\n/u);
  });

  test('a device that does not come back ends with exit 4', async () => {
    let opened = 0;
    const gone = new LinkError({ code: 'PORT_CLOSED', expected: 'a', came: 'b', next: 'c' });
    const run = await runOnDevice(['monitor', '--port', '/dev/x', '--json'], {
      io: {
        host: new FakeHost(),
        openLink: async ({ port }) => {
          opened += 1;
          if (opened > 1) throw gone;
          const link = new FakeLink(port);
          setImmediate(() => link.hangUp(gone));
          return link;
        },
      },
    });
    expect(run.exitCode).toBe(4);
    expect(run.events.at(-1)).toMatchObject({ error: { code: 'PORT_CLOSED', exitCode: 4 } });
    expect(run.tookMs).toBeLessThan(70_000);
  });

  test('a port that somebody else has, and that hangs up whenever it is opened, is one hang-up with an end', async () => {
    const gone = new LinkError({ code: 'PORT_CLOSED', expected: 'a', came: 'b', next: 'c' });
    const run = await runOnDevice(['monitor', '--port', '/dev/x'], {
      io: {
        host: new FakeHost(),
        openLink: async ({ port }) => {
          const link = new FakeLink(port);
          setImmediate(() => link.hangUp(gone));
          return link;
        },
      },
    });
    expect(run.exitCode).toBe(4);
    expect(run.stdout.match(/the port hung up/gu)).toHaveLength(1);
    expect(run.tookMs).toBeLessThan(70_000);
  });

  test('silence is told as silence', async () => {
    const run = await runOnDevice(['monitor', '--port', '/dev/x', '--for', '2'], {
      io: { host: new FakeHost(), openLink: async ({ port }) => new FakeLink(port) },
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('Nothing was heard');
  });

  test('a tap that cannot be had is a usage error, and the port is left alone', async () => {
    const run = await runOnDevice(['monitor', '--port', device.port, '--tap', device.port], {
      device,
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('[MONITOR_TAP]');
    expect(device.activity).toBe(0);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- waits for one thing
  while (!(await condition())) await turn(1);
}
