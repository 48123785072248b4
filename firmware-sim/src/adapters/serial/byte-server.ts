import { createServer, type Server, type Socket } from 'node:net';

import { LinkError } from '@feierabend/protocol';

import { removeLeftSocket } from './left-socket.ts';
import { listenTarget } from './listen-target.ts';

/** A client that does not read is let go before it fills our memory. */
const unreadBytesMax = 64 * 1024 * 1024;

/** How long a client may wait for the one before it to be gone. */
const leavingMs = 300;

/**
 * A port other programs open: a local socket path, a Windows named pipe, or `tcp://127.0.0.1:PORT`. Like a serial port it
 * has one user at a time; a second one is turned away.
 */
export class ByteServer {
  readonly #server: Server;
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #onDetached: () => void;
  #client: Socket | undefined;

  constructor(onBytes: (bytes: Uint8Array) => void, onDetached: () => void = () => {}) {
    this.#onBytes = onBytes;
    this.#onDetached = onDetached;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Starts to listen; resolves to the name under which clients open the port. */
  async listen(name: string): Promise<string> {
    const target = listenTarget(name);
    if (target.path !== undefined) await removeLeftSocket(target.path);
    return new Promise((resolve, reject) => {
      // Stays: an error after listening concerns one connection that was never made.
      this.#server.on('error', (cause: NodeJS.ErrnoException) => reject(unavailable(name, cause)));
      this.#server.listen(target, () => {
        const address = this.#server.address();
        if (typeof address !== 'object' || address === null) return resolve(name);
        const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
        resolve(`tcp://${host}:${address.port}`);
      });
    });
  }

  /** Sends to the client; without one the bytes are lost, as on a wire. */
  write(bytes: Uint8Array): void {
    if (this.#client === undefined) return;
    this.#client.write(bytes);
    if (this.#client.writableLength > unreadBytesMax) this.#client.destroy();
  }

  async close(): Promise<void> {
    this.#client?.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#client === undefined) {
      this.#attach(socket);
      return;
    }
    // The one before may just have left without our having heard of it: the next in line waits a moment.
    const timer = setTimeout(() => socket.destroy(), leavingMs);
    this.#client.once('close', () => {
      clearTimeout(timer);
      if (this.#client === undefined && !socket.destroyed) this.#attach(socket);
      else socket.destroy();
    });
  }

  #attach(socket: Socket): void {
    this.#client = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#onBytes(chunk));
    socket.on('close', () => {
      this.#client = undefined;
      this.#onDetached();
    });
  }
}

function unavailable(name: string, cause: NodeJS.ErrnoException): LinkError {
  return new LinkError({
    code: 'PORT_LISTEN',
    expected: `to offer a port at ${name}`,
    came: `the system said ${cause.code ?? cause.message}`,
    next: 'choose a path that is free and writable, shorter than 100 characters',
    cause,
  });
}
