import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

import { DataError } from '@feierabend/protocol';

import { PacketMeter } from './packet-meter.ts';

type Done = (error?: Error | null) => void;

/** The TLS connection as the broker sees it: the same bytes, ended when a packet is too long. */
export class MeteredConnection extends Duplex {
  readonly #socket: TLSSocket;

  constructor(socket: TLSSocket, packetBytesMax: number) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    const meter = new PacketMeter(packetBytesMax);
    socket.on('data', (chunk: Buffer) => {
      if (!meter.accept(chunk)) this.destroy(tooLong(packetBytesMax));
      else if (!this.push(chunk)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
    socket.on('error', (error) => this.destroy(error));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#socket.write(chunk, done);
  }

  /** A packet is written in pieces; together they are one TLS record. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#socket.write(Buffer.concat(pieces.map((piece) => piece.chunk)), done);
  }

  override _final(done: Done): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.destroy();
    done(error);
  }
}

function tooLong(packetBytesMax: number): DataError {
  return new DataError({
    code: 'BROKER_PACKET_SIZE',
    expected: `an MQTT packet of at most ${packetBytesMax} bytes`,
    came: 'a longer one was announced',
    next: 'send smaller batches',
  });
}
