import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { frameBytes, ImageUpload, SmpHeader } from '@feierabend/protocol';

import { realClock } from '../src/serial/clock.ts';
import { FakeDevice } from '../src/testing/fake-device.ts';
import { imageOfBytes } from '../src/testing/line/flash-over-line.ts';
import { SimulatedLine } from '../src/testing/line/simulated-line.ts';

export interface RealLineOptions {
  readonly baudRate: number;
  readonly bufferBytes: number;
  readonly latencyMs: number;
}

const bufferCount = 4;
const readyMs = 10_000;

/**
 * The simulated line on the clock of the wall, behind a pseudo-terminal by socat: what any client
 * takes for a serial port, as slow as a cable.
 */
export class RealLine {
  readonly device: FakeDevice;
  readonly line: SimulatedLine;
  private readonly server: Server;
  private readonly uploadedAtMs: number[] = [];
  private readonly options: RealLineOptions;
  private firstFrameMs = 0;
  private folder = '';
  private socat: ChildProcess | undefined;

  constructor(options: RealLineOptions) {
    this.device = new FakeDevice({ ...options, bufferCount, runningImage: imageOfBytes(2000, 0) });
    this.line = new SimulatedLine({
      ...options,
      bufferCount,
      clock: realClock,
      device: {
        resets: 0,
        respond: (message) => {
          this.note(message);
          return this.device.respond(message);
        },
      },
    });
    this.options = options;
    this.server = createServer((socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => this.line.toDevice.send(bytes));
      this.line.onBytes((bytes) => socket.write(bytes));
    });
  }

  /**
   * From the first byte of the first upload request to the last answer: the start of a program and
   * what it asks before are not counted.
   */
  get uploadS(): number {
    const [first = 0] = this.uploadedAtMs;
    return ((this.uploadedAtMs.at(-1) ?? 0) - first + this.firstFrameMs) / 1000;
  }

  get requests(): number {
    return this.uploadedAtMs.length;
  }

  private note(message: Uint8Array): void {
    const header = SmpHeader.decode(message);
    if (!header.ok) return;
    const { group, command } = header.value.value;
    if (group !== ImageUpload.write.group || command !== ImageUpload.write.id) return;
    const { baudRate, latencyMs } = this.options;
    this.firstFrameMs ||= (10_000 * frameBytes(message.length)) / baudRate + latencyMs;
    this.uploadedAtMs.push(realClock.now());
  }

  get port(): string {
    return join(this.folder, 'tty');
  }

  async start(): Promise<this> {
    this.folder = await mkdtemp(join(tmpdir(), 'line-'));
    const socket = join(this.folder, 'far-end');
    await once(this.server.listen(socket), 'listening');
    const ends = [`PTY,link=${this.port},rawer`, `UNIX-CONNECT:${socket}`];
    this.socat = spawn('socat', ends, { stdio: 'ignore' });
    await once(this.socat, 'spawn');
    const untilMs = realClock.now() + readyMs;
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one look after the other
        await access(this.port);
        return this;
      } catch (error) {
        if (realClock.now() > untilMs) throw error;
      }
      // oxlint-disable-next-line no-await-in-loop -- see above
      await sleep(10);
    }
  }

  async stop(): Promise<void> {
    this.socat?.kill();
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
