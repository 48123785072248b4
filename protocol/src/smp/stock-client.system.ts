import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { equalBytes } from '../bytes.ts';
import { buildImage } from '../image/build.ts';
import { ConsoleDeframer } from './framing/console-deframer.ts';
import { encodeConsoleFrame, messageBytesMaxOf } from './framing/console-frame.ts';
import { installDeadlineMs, PythonTools } from './python-tools.suite.ts';
import { SmpServer } from './server/server.ts';
import { FakeDevice } from './server/fake-device.suite.ts';

const bufferBytes = 1024;
const script = fileURLToPath(new URL('stock-client.system.py', import.meta.url));

function imageOf(major: number, bodyBytes: number): Uint8Array {
  return buildImage({
    body: Uint8Array.from({ length: bodyBytes }, (_, at) => (at * 13 + major) & 0xff),
    version: { major, minor: 0, revision: 0, build: 0 },
    securityCounter: major,
    signingKey: new Uint8Array(32).fill(major),
  });
}

/**
 * The device behind a pseudo-terminal: socat joins it to a socket that the server half listens on.
 */
class SerialDevice {
  readonly port: string;
  readonly device: FakeDevice;
  #socat: ChildProcess | undefined;
  readonly #server: Server;
  readonly #socket: string;

  constructor(folder: string, running: Uint8Array) {
    this.port = `${folder}/port`;
    this.#socket = `${folder}/device.sock`;
    this.device = new FakeDevice(running, bufferBytes);
    const { handlers } = this.device;
    this.#server = createServer((connection) => {
      const smp = new SmpServer({ handlers, bufferBytes });
      const deframer = new ConsoleDeframer({ messageBytesMax: messageBytesMaxOf(bufferBytes) });
      connection.on('data', (bytes) => {
        for (const message of deframer.push(bytes)) {
          for (const answer of smp.receiveMessage(message)) {
            // Log output shares the line with the frames.
            connection.write('[00:00:01.000] <inf> smp: answered\r\n');
            connection.write(encodeConsoleFrame(answer));
          }
        }
        if (this.device.resets.length > 0) {
          this.device.resets = [];
          this.device.slots.boot();
        }
      });
    });
  }

  async start(): Promise<void> {
    this.#server.listen(this.#socket);
    await once(this.#server, 'listening');
    const ends = [`PTY,link=${this.port},raw,echo=0`, `UNIX-CONNECT:${this.#socket}`];
    const socat = spawn('socat', ends, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#socat = socat;
    // A machine without socat rejects here.
    await Promise.race([once(socat, 'spawn'), once(socat, 'exit')]);
    await vi.waitFor(() => access(this.port), { timeout: 10_000 });
  }

  async stop(): Promise<void> {
    this.#socat?.kill();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const [running, update] = [imageOf(1, 4000), imageOf(2, 30_000)];
let tools: PythonTools;
let serial: SerialDevice;
let said: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  tools = await PythonTools.install('smpclient', 'smpmgr');
  serial = new SerialDevice(tools.folder, running);
  await serial.start();
  await writeFile(tools.file('update.bin'), update);
  said = JSON.parse(await tools.run('python', script, serial.port, tools.file('update.bin')));
}, installDeadlineMs);
afterAll(async () => {
  await serial?.stop();
  await tools?.remove();
});

test('a stock client gets its echo and the parameters', () => {
  expect(said).toMatchObject({
    echo: { kind: 'ok', r: 'Feierabend' },
    parameters: { kind: 'ok', buf_size: bufferBytes, buf_count: 4 },
  });
});

test('a stock client reads what the device is', () => {
  expect(said).toMatchObject({
    information: { kind: 'ok', output: 'Feierabend 1.0 sim' },
    'boot loader': { kind: 'ok', bootloader: 'MCUboot' },
    tasks: { kind: 'ok', tasks: { main: { prio: -1 } } },
    groups: { kind: 'ok', groups: [0, 1, 2, 3, 8, 10, 63] },
    'statistics list': { kind: 'ok', stat_list: ['smp', 'gnss'] },
    statistics: { kind: 'ok', fields: { frames: 3 } },
    'no statistics': { kind: 'refused', err: { group: 2, rc: 2 } },
    'group details': { kind: 'ok', groups: expect.any(Array) as unknown },
  });
});

test('a stock client changes settings', () => {
  expect(said).toMatchObject({
    'no setting': { kind: 'refused', err: { group: 3, rc: 3 } },
    'write setting': { kind: 'ok' },
    'commit settings': { kind: 'ok' },
    'save settings': { kind: 'ok' },
    setting: { kind: 'ok', val: '6f6666' },
  });
});

test('a stock client moves files', () => {
  const hash = said['file hash'] as { output: string; expected: string };
  expect(said['file']).toBe(true);
  expect(hash.output).toBe(hash.expected);
});

test('a stock client uploads an image, tests it, resets, and confirms it', () => {
  expect((said['offsets'] as readonly number[]).at(-1)).toBe(update.length);
  const state = (first: object, second: object) => ({
    kind: 'ok',
    images: [
      { slot: 0, active: true, ...first },
      { slot: 1, ...second },
    ],
  });
  expect(said).toMatchObject({
    'state after upload': state({ version: '1.0.0', confirmed: true }, { version: '2.0.0' }),
    test: state({ version: '1.0.0' }, { version: '2.0.0', pending: true }),
    reset: { kind: 'ok' },
    'state after reset': state({ version: '2.0.0', confirmed: false }, { version: '1.0.0' }),
    confirm: state({ version: '2.0.0', confirmed: true }, { version: '1.0.0' }),
    erase: { kind: 'ok' },
  });
  const stored = serial.device.slots.slots[0] ?? new Uint8Array();
  expect(equalBytes(stored, update)).toBe(true);
});

test('a stock client (smpclient) is followed by another (smpmgr) on the same port', async () => {
  const at = ['--port', serial.port, '--timeout', '10'];
  expect(await tools.run('smpmgr', ...at, 'os', 'echo', 'hello')).toContain('hello');
  expect(await tools.run('smpmgr', ...at, 'image', 'state-read')).toContain('2.0.0');
});
