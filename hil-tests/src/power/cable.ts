import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';

import { LinkError } from '@feierabend/protocol';

/**
 * The cable between the host and an emulated board: the host's end is always there, as that of an adapter is, and the board's
 * end comes and goes with its power. While the board does not listen, what is sent to it is lost, as on copper; kept for
 * later it would trip guests whose receiver misses what was there before.
 */
export class Cable {
  readonly #server: Server;
  readonly #hosts = new Set<Socket>();
  #board: Socket | undefined;
  #isDeaf = true;
  #heard: ((bytes: Buffer) => void) | undefined;

  private constructor(server: Server, asked: (bytes: Buffer) => void) {
    this.#server = server;
    server.on('connection', (host) => {
      this.#hosts.add(host);
      host.setNoDelay(true);
      host.on('error', () => host.destroy());
      host.on('close', () => this.#hosts.delete(host));
      host.on('data', (bytes: Buffer) => {
        if (this.#isDeaf) return;
        this.#board?.write(bytes);
        asked(bytes);
      });
    });
  }

  /**
   * @param address A unix socket, or `tcp://host:port`.
   * @param asked Sees what the board was sent.
   */
  static async open(address: string, asked: (bytes: Buffer) => void): Promise<Cable> {
    const server = createServer();
    await freeSocket(address);
    try {
      await once(server.listen(whereOf(address)), 'listening');
    } catch (cause) {
      throw new LinkError({
        code: 'TARGET_ADDRESS',
        expected: `${address} to be free for the board's serial line`,
        came: cause instanceof Error ? cause.message : String(cause),
        next: 'end what uses it, or name another target.address in the bench file',
        cause,
      });
    }
    return new Cable(server, asked);
  }

  /** The board's end. `heard` sees what the board says; it is deaf until {@link listens}. */
  plug(board: Socket, heard: (bytes: Buffer) => void): void {
    this.#board = board;
    this.#heard = heard;
    this.#isDeaf = true;
    board.on('error', () => board.destroy());
    board.on('data', (bytes: Buffer) => {
      this.#heard?.(bytes);
      for (const host of this.#hosts) host.write(bytes);
    });
  }

  listens(isSo: boolean): void {
    this.#isDeaf = !isSo;
  }

  unplug(): void {
    this.#isDeaf = true;
    this.#board?.destroy();
    this.#board = undefined;
  }

  async close(): Promise<void> {
    this.unplug();
    for (const host of this.#hosts) host.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }
}

function whereOf(address: string): { port: number; host: string } | { path: string } {
  if (!address.startsWith('tcp://')) return { path: address };
  const { hostname, port } = new URL(address);
  return { host: hostname, port: Number(port) };
}

/** The socket file of a bench that was killed is in nobody's use; one that answers is. */
async function freeSocket(address: string): Promise<void> {
  if (address.startsWith('tcp://')) return;
  const socket = connect(address);
  try {
    await once(socket, 'connect');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') await rm(address, { force: true });
  } finally {
    socket.destroy();
  }
}
