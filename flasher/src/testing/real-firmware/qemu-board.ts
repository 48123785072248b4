import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { BoardLine } from './board-line.ts';
import type { ZephyrServer } from './zephyr-servers.ts';

/**
 * QEMU looks for input only when something else wakes it: a guest that enables its receiver does
 * not. Any command on the monitor does.
 */
const wakeMs = 20;
const startMs = 20_000;

export interface BoardOptions {
  /** What the application prints on the line once it listens. */
  readonly bootedText?: string;
  /** Only the boot loader is there, and no application. */
  readonly isEmpty?: boolean;
}

/** A board under QEMU whose first serial port is a local TCP port. */
export class QemuBoard {
  readonly line: BoardLine;
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly monitor: Socket;
  private readonly waker: NodeJS.Timeout;

  private constructor(parts: {
    readonly line: BoardLine;
    readonly child: ChildProcess;
    readonly folder: string;
    readonly monitor: Socket;
  }) {
    this.line = parts.line;
    this.child = parts.child;
    this.folder = parts.folder;
    this.monitor = parts.monitor;
    this.monitor.resume();
    this.waker = setInterval(() => this.tell('query-status'), wakeMs);
  }

  /** For `--port`. */
  get port(): string {
    return `tcp://127.0.0.1:${this.line.tcpPort}`;
  }

  static async start(server: ZephyrServer, options: BoardOptions = {}): Promise<QemuBoard> {
    const { bootedText, isEmpty = false } = options;
    const folder = await mkdtemp(join(tmpdir(), 'qemu-'));
    const tcpPort = await freePort();
    const monitorPath = join(folder, 'qmp');
    const command = (server.entry.qemu_cmd ?? '').replace('<PORT>', String(tcpPort));
    const [program = '', ...words] = command.split(' ');
    const args = (isEmpty ? words.slice(0, words.lastIndexOf('-device')) : words).map((word) =>
      word.replace(/file=/u, `file=${server.folder}/`),
    );
    const child = spawn(program, [...args, '-qmp', `unix:${monitorPath},server=on,wait=off`], {
      cwd: folder,
      stdio: 'ignore',
    });
    // A machine without QEMU rejects here.
    await once(child, 'spawn');
    const line = await BoardLine.open(
      await connectPatiently({ port: tcpPort, host: '127.0.0.1' }),
      bootedText,
    );
    const monitor = await connectPatiently({ path: monitorPath });
    monitor.on('error', () => undefined);
    monitor.write('{"execute":"qmp_capabilities"}\n');
    return new QemuBoard({ line, child, folder, monitor });
  }

  /** As the reset pin would. */
  reset(): void {
    this.line.deafen();
    this.tell('system_reset');
  }

  async stop(): Promise<void> {
    clearInterval(this.waker);
    this.line.close();
    this.monitor.destroy();
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  private tell(command: string): void {
    this.monitor.write(`{"execute":"${command}"}\n`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('no port is free');
  return address.port;
}

async function connectPatiently(address: NetConnectOpts): Promise<Socket> {
  const untilMs = performance.now() + startMs;
  for (;;) {
    const socket = connect(address);
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (performance.now() > untilMs) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await sleep(20);
  }
}
