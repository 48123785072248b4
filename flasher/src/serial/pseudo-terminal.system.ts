import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';

import {
  ConsoleDeframer,
  encodeConsoleFrame,
  handleCommand,
  Params,
  SmpServer,
} from '@feierabend/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { realHost } from '../host/host-system.ts';
import { listPorts } from '../ports/list-ports.ts';
import { SmpSession } from '../session/smp-session.ts';
import type { ByteLink } from './byte-link.ts';
import { realClock } from './clock.ts';
import { openLink } from './open-link.ts';

/** The traps of serialport 13, met with the real driver on a pseudo-terminal of `socat`. */
let folder: string;
let path: string;
let socat: ChildProcessWithoutNullStreams;
let link: ByteLink | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pty-'));
  path = join(folder, 'tty');
  await plug();
});

afterEach(async () => {
  await link?.close();
  await unplug();
  await rm(folder, { recursive: true });
});

async function plug(): Promise<void> {
  socat = spawn('socat', ['-', `PTY,link=${path},rawer`]);
  socat.on('error', () => undefined);
  socat.stdin.on('error', () => undefined);
  // oxlint-disable-next-line no-await-in-loop -- waits for one file
  while (
    !(await access(path).then(
      () => true,
      () => false,
    ))
  )
    await turn(5);
}

async function unplug(): Promise<void> {
  if (socat.exitCode !== null || socat.signalCode !== null) return;
  const ended = new Promise((resolve) => void socat.once('close', resolve));
  socat.kill('SIGKILL');
  await ended;
}

const open = () => openLink({ port: path, baudRate: 115_200 });

/** Answers the parameters command, as far as the line lets it. */
function serve(): void {
  const params = handleCommand(Params.read, () => ({ buf_size: 512, buf_count: 3 }));
  const server = new SmpServer({ handlers: [params], bufferBytes: 512 });
  const deframer = new ConsoleDeframer({ messageBytesMax: 512 });
  socat.stdout.on('data', (bytes: Uint8Array) => {
    for (const message of deframer.push(bytes)) {
      for (const answer of server.receiveMessage(message)) {
        socat.stdin.write(encodeConsoleFrame(answer));
      }
    }
  });
}

function session(): Promise<SmpSession> {
  return SmpSession.open({
    openLink: open,
    clock: realClock,
    signal: AbortSignal.timeout(20_000),
    answerTimeoutMs: 1000,
  });
}

test('64 KiB against a slow echo come back whole: reading never starves behind writing', async () => {
  link = await open();
  const sent = Buffer.from(Uint8Array.from({ length: 65_536 }, (_, index) => (index * 7) & 0xff));
  let waiting = Buffer.alloc(0);
  socat.stdout.on('data', (bytes: Buffer) => (waiting = Buffer.concat([waiting, bytes])));
  const echo = (async () => {
    for (let echoed = 0; echoed < sent.length;) {
      const piece = waiting.subarray(0, 512);
      waiting = waiting.subarray(piece.length);
      socat.stdin.write(piece);
      echoed += piece.length;
      // oxlint-disable-next-line no-await-in-loop -- a slow peer
      await turn(1);
    }
  })();
  const back = new Promise<Buffer>((resolve) => {
    let all = Buffer.alloc(0);
    link?.onBytes((bytes) => {
      all = Buffer.concat([all, bytes]);
      if (all.length >= sent.length) resolve(all);
    });
  });
  await link.write(sent);
  await echo;
  expect((await back).equals(sent)).toBe(true);
});

test('a write after a hang-up ends with a fault, although the driver never calls back', async () => {
  link = await open();
  const gone = new Promise((resolve) => link?.onClose(resolve));
  await unplug();
  expect(await gone).toMatchObject({ code: 'PORT_CLOSED' });
  await expect(link.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'PORT_CLOSED' });
});

test('half a line from before the port was opened does not end the conversation', async () => {
  serve();
  socat.stdin.write('uart:~$ half a li');
  const talk = await session();
  expect(await talk.negotiate()).toEqual({ bufferBytes: 512, bufferCount: 3 });
  await talk.close();
});

test('a device that goes and comes back is found under the same name', async () => {
  serve();
  const talk = await session();
  await talk.negotiate();
  await unplug();
  // oxlint-disable-next-line no-await-in-loop -- waits for one event
  while (!talk.isHungUp) await turn(5);
  await plug();
  serve();
  await talk.reopen(realClock.now() + 10_000);
  expect(await talk.negotiate()).toEqual({ bufferBytes: 512, bufferCount: 3 });
  await talk.close();
});

test('the ports of this machine are listed, with udev and without it', async () => {
  const { ports } = await listPorts(realHost);
  expect(ports.every((port) => port.path.startsWith('/dev/'))).toBe(true);
  await expect(
    listPorts({ ...realHost, listDriver: async () => Promise.reject(new TypeError('no udevadm')) }),
  ).resolves.toEqual(await listPorts(realHost));
});
