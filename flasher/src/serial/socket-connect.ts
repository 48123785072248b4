import { createConnection, type Socket } from 'node:net';

import type { FlasherClock } from './clock.ts';
import { portOpenFault } from './port-fault.ts';

export interface SocketAddress {
  readonly text: string;
  readonly connect: { readonly path: string } | { readonly host: string; readonly port: number };
}

const connectDeadlineMs = 5000;

/** Connects to a unix socket, a named pipe or a TCP port, or rejects with what went wrong. */
export function connectSocket(address: SocketAddress, clock: FlasherClock): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(address.connect);
    const fail = (cause: unknown) => {
      cancel();
      socket.destroy();
      reject(portOpenFault(address.text, cause));
    };
    const cancel = clock.after(connectDeadlineMs, () => fail('ETIMEDOUT'));
    socket.once('error', fail);
    socket.once('connect', () => {
      cancel();
      socket.off('error', fail);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}
