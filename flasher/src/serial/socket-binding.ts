import type { Socket } from 'node:net';

import type {
  BindingInterface,
  BindingPortInterface,
  OpenOptions,
} from '@serialport/bindings-interface' with { 'resolution-mode': 'require' };

import { BindingFault } from './binding-fault.ts';

/** Unread bytes above which the socket is told to wait. */
const unreadBytesMax = 65_536;

/**
 * A connected socket that serialport takes for a serial port. It has no modem lines and no speed.
 */
class SocketPort implements BindingPortInterface {
  readonly openOptions: Required<OpenOptions>;
  isOpen = true;
  private readonly socket: Socket;
  private unread: Buffer[] = [];
  private unreadBytes = 0;
  private hungUp = false;
  private wakeReader: (() => void) | undefined;

  constructor(socket: Socket, openOptions: Required<OpenOptions>) {
    this.socket = socket;
    this.openOptions = openOptions;
    socket.on('data', (chunk) => this.keep(chunk));
    socket.on('close', () => {
      this.hungUp = true;
      this.wake();
    });
    // The close event always follows, and carries the news.
    socket.on('error', () => undefined);
  }

  async read(buffer: Buffer, offset: number, length: number) {
    while (this.unread.length === 0) {
      if (!this.isOpen) throw new BindingFault('the port was closed', true);
      if (this.hungUp) throw new BindingFault('the far end hung up', false);
      // oxlint-disable-next-line no-await-in-loop -- one reader waits for one event at a time
      await new Promise<void>((resolve) => {
        this.wakeReader = resolve;
      });
    }
    const first = this.unread[0] ?? Buffer.alloc(0);
    const bytesRead = first.copy(buffer, offset, 0, Math.min(length, first.length));
    if (bytesRead === first.length) this.unread.shift();
    else this.unread[0] = first.subarray(bytesRead);
    this.unreadBytes -= bytesRead;
    if (this.socket.isPaused() && this.unreadBytes < unreadBytesMax) this.socket.resume();
    return { buffer, bytesRead };
  }

  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.hungUp || !this.isOpen) {
        reject(new BindingFault('the far end hung up', !this.isOpen));
        return;
      }
      this.socket.write(bytes, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(new BindingFault(error.message, !this.isOpen));
      });
    });
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.socket.destroy();
    this.wake();
  }

  async flush(): Promise<void> {
    this.unread = [];
    this.unreadBytes = 0;
  }

  async update(options: { baudRate: number }): Promise<void> {
    this.openOptions.baudRate = options.baudRate;
  }

  async getBaudRate() {
    return { baudRate: this.openOptions.baudRate };
  }

  async get() {
    return { cts: true, dsr: true, dcd: true };
  }

  async set(): Promise<void> {
    // A socket has no modem lines to set.
  }

  async drain(): Promise<void> {
    // A write resolves only when the bytes were handed over.
  }

  private keep(chunk: Buffer): void {
    this.unread.push(chunk);
    this.unreadBytes += chunk.length;
    if (this.unreadBytes >= unreadBytesMax) this.socket.pause();
    this.wake();
  }

  private wake(): void {
    const wakeReader = this.wakeReader;
    this.wakeReader = undefined;
    wakeReader?.();
  }
}

const serialDefaults = {
  dataBits: 8,
  lock: true,
  stopBits: 1,
  parity: 'none',
  rtscts: false,
  xon: false,
  xoff: false,
  xany: false,
  hupcl: true,
} as const;

/** A serialport binding whose only port is this socket, already connected. */
export function socketBinding(socket: Socket): BindingInterface {
  return {
    list: async () => [],
    open: async (options) => new SocketPort(socket, { ...serialDefaults, ...options }),
  };
}
