import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

import { ConsoleDeframer, Reset, SmpHeader } from '@feierabend/protocol';

import { LineSplitter } from '../../session/line-splitter.ts';
import type { LineNoise } from '../line/line-noise.ts';

/**
 * The cable between the flasher and QEMU: its far end stays connected, its near end can be cut, and
 * bytes can be spoilt on the way.
 *
 * QEMU keeps what is sent while a guest restarts, and some guests trip over it (their receiver misses
 * the interrupt of a byte that was there before they listened). On a cable it is lost, and here too:
 * from the request of a reset until the application shows itself.
 */
export class BoardLine {
  noise: LineNoise | undefined;
  private readonly board: Socket;
  private readonly server: Server;
  private readonly clients = new Set<Socket>();
  private readonly bootedText: string | undefined;
  private readonly requests: LineSplitter;
  private isDeaf = false;
  private said = '';

  private constructor(board: Socket, bootedText: string | undefined) {
    this.board = board;
    this.bootedText = bootedText;
    const deframer = new ConsoleDeframer({ messageBytesMax: 4096 });
    this.requests = new LineSplitter((text) => {
      const message = deframer.acceptLine(text);
      if (message !== undefined && isReset(message)) this.deafen();
    });
    board.on('error', () => undefined);
    board.on('data', (bytes) => this.fromBoard(bytes));
    this.server = createServer((client) => {
      this.clients.add(client);
      client.setNoDelay(true);
      client.on('error', () => undefined);
      client.on('close', () => this.clients.delete(client));
      client.on('data', (bytes) => this.toBoard(bytes));
    });
  }

  /** @param bootedText What the application prints on the line once it listens. */
  static async open(board: Socket, bootedText?: string): Promise<BoardLine> {
    const line = new BoardLine(board, bootedText);
    await once(line.server.listen(0, '127.0.0.1'), 'listening');
    return line;
  }

  get tcpPort(): number {
    const address = this.server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  /** Loses what is sent to the board until its application shows itself. */
  deafen(): void {
    this.isDeaf = this.bootedText !== undefined;
    this.said = '';
  }

  /** Pulls the cable out of the host, which may plug it in again. */
  cut(): void {
    for (const client of this.clients) client.destroy();
  }

  close(): void {
    this.cut();
    this.server.close();
    this.board.destroy();
  }

  private fromBoard(bytes: Uint8Array): void {
    if (this.isDeaf) {
      this.said += Buffer.from(bytes).toString('latin1');
      this.isDeaf = !this.said.includes(this.bootedText ?? '');
    }
    const arriving = this.noise?.spoil(bytes) ?? bytes;
    for (const client of this.clients) client.write(arriving);
  }

  private toBoard(bytes: Uint8Array): void {
    if (this.isDeaf) return;
    const arriving = this.noise?.spoil(bytes) ?? bytes;
    this.board.write(arriving);
    this.requests.push(arriving);
  }
}

function isReset(message: Uint8Array): boolean {
  const header = SmpHeader.decode(message);
  if (!header.ok) return false;
  const { group, command } = header.value.value;
  return group === Reset.write.group && command === Reset.write.id;
}
