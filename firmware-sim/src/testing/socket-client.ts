import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InternalError } from '@feierabend/protocol';

const deadlineMs = 20_000;

/** A folder with a short name for sockets; `remove` takes it away again. */
export async function socketFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'fs-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** One end of a socket that collects what arrives, with a deadline on every wait. */
export class SocketClient {
  readonly #socket: Socket;
  #text = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      this.#text += chunk;
    });
    socket.on('error', () => socket.destroy());
  }

  static async open(name: string): Promise<SocketClient> {
    const url = name.startsWith('tcp://') ? new URL(name) : undefined;
    const socket =
      url === undefined
        ? connect(name)
        : connect(Number(url.port), url.hostname.replaceAll(/[[\]]/gu, ''));
    const client = new SocketClient(socket);
    await once(socket, 'connect', { signal: AbortSignal.timeout(deadlineMs) });
    return client;
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** What arrived up to and with the marker; it is taken away. */
  async readTo(marker: string): Promise<string> {
    const signal = AbortSignal.timeout(deadlineMs);
    for (;;) {
      const end = this.#text.indexOf(marker) + marker.length;
      if (end >= marker.length) {
        const read = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        return read;
      }
      if (this.#socket.destroyed) throw new InternalError(`closed before ${marker}: ${this.#text}`);
      // The chunks come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      await Promise.race([
        once(this.#socket, 'data', { signal }),
        once(this.#socket, 'close', { signal }),
      ]);
    }
  }

  /** Resolves when the other side has closed. */
  async closed(): Promise<void> {
    if (this.#socket.closed) return;
    await once(this.#socket, 'close', { signal: AbortSignal.timeout(deadlineMs) });
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.closed();
  }
}
