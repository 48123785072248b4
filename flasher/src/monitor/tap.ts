import { createServer, type Server, type Socket } from 'node:net';

import { UsageError } from '@feierabend/protocol';

import { parsePortTarget } from '../serial/port-target.ts';

/** Bytes of a peer that is this far behind are not kept. */
const backlogBytesMax = 1024 * 1024;

/**
 * A second way to the device: other programs speak through it while the monitor looks on. A unix
 * socket, a named pipe, or a TCP port of this machine.
 */
export class Tap {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(onBytes: (bytes: Uint8Array) => void) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('data', onBytes);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async listen(where: string, onBytes: (bytes: Uint8Array) => void): Promise<Tap> {
    const tap = new Tap(onBytes);
    const target = parsePortTarget(where);
    await new Promise<void>((resolve, reject) => {
      tap.server.once('error', (cause) => reject(notListening(where, cause)));
      if (target.kind === 'tcp') tap.server.listen(target.port, target.host, resolve);
      else tap.server.listen(where, resolve);
    });
    return tap;
  }

  send(bytes: Uint8Array): void {
    for (const socket of this.sockets) {
      if (socket.writableLength < backlogBytesMax) socket.write(bytes);
      else socket.destroy();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => void this.server.close(() => resolve()));
  }
}

function notListening(where: string, cause: Error): UsageError {
  return new UsageError({
    code: 'MONITOR_TAP',
    expected: `to listen at ${where}`,
    came: `the system refused (${cause.message})`,
    next: 'name a socket path that is not there yet, or tcp://127.0.0.1:PORT with a free port',
    cause,
  });
}
