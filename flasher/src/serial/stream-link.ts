import type { SerialPortStream } from '@serialport/stream';
import type { LinkError } from '@feierabend/protocol';

import type { ByteLink } from './byte-link.ts';
import type { FlasherClock } from './clock.ts';
import { portClosedFault, portOpenFault, portStalledFault } from './port-fault.ts';
import { mendUnixPort } from './unix-port.ts';
import { chunkBytesMax, WriteGate } from './write-gate.ts';

/** Start and stop bit beside eight data bits (8N1). */
const lineBitsPerByte = 10;

/** The part of serialport's stream that a link uses. */
export type PortStream = Pick<
  SerialPortStream,
  'open' | 'close' | 'write' | 'on' | 'once' | 'off' | 'isOpen'
>;

export interface StreamLinkOptions {
  readonly description: string;
  readonly clock: FlasherClock;
  /** How long one chunk may take to leave; a hung-up port never calls back. */
  readonly writeDeadlineMs?: number;
  /** Speed of the line; sockets and pseudo-terminals are not slower in any trial. */
  readonly baudRate: number;
}

/** Opens a stream made with `autoOpen: false`, and makes a link of it. */
export async function openStreamLink(
  stream: PortStream,
  options: StreamLinkOptions,
): Promise<ByteLink> {
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => {
      if (error === null) resolve();
      else reject(portOpenFault(options.description, error));
    });
  });
  mendUnixPort(stream);
  return new StreamLink(stream, options);
}

class StreamLink implements ByteLink {
  readonly description: string;
  private readonly stream: PortStream;
  private readonly clock: FlasherClock;
  private readonly gate: WriteGate;
  private readonly writeDeadlineMs: number;
  private readonly bytesListeners: ((bytes: Uint8Array) => void)[] = [];
  private readonly closeListeners: ((reason: LinkError | undefined) => void)[] = [];
  private lastWrite: Promise<void> = Promise.resolve();
  private closed: { readonly reason: LinkError | undefined } | undefined;
  private readonly abandonWrite = new Set<(reason: LinkError) => void>();

  constructor(stream: PortStream, options: StreamLinkOptions) {
    this.stream = stream;
    this.description = options.description;
    this.clock = options.clock;
    this.writeDeadlineMs = options.writeDeadlineMs ?? 5000;
    this.gate = new WriteGate(options.clock, options.baudRate / lineBitsPerByte);
    stream.on('data', (chunk: Uint8Array) => {
      this.gate.open();
      for (const listener of this.bytesListeners) listener(chunk);
    });
    stream.on('error', (error: Error) => this.end(portClosedFault(this.description, error)));
    stream.on('close', (error?: Error | null) => {
      this.end(portClosedFault(this.description, error ?? undefined));
    });
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.bytesListeners.push(listener);
  }

  onClose(listener: (reason: LinkError | undefined) => void): void {
    this.closeListeners.push(listener);
    if (this.closed !== undefined) listener(this.closed.reason);
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.lastWrite.then(() => this.writeInChunks(bytes));
    this.lastWrite = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    const wasOpen = this.closed === undefined;
    this.end(undefined);
    if (!wasOpen || !this.stream.isOpen) return;
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(this.writeDeadlineMs, resolve);
      this.stream.close(() => {
        cancel();
        resolve();
      });
    });
  }

  private async writeInChunks(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += chunkBytesMax) {
      const chunk = bytes.subarray(at, at + chunkBytesMax);
      // oxlint-disable-next-line no-await-in-loop -- one chunk at a time is the purpose
      await this.gate.pass(chunk.length);
      // oxlint-disable-next-line no-await-in-loop -- see above
      await this.writeChunk(chunk);
    }
  }

  private writeChunk(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.closed !== undefined) {
        reject(this.closed.reason ?? portClosedFault(this.description));
        return;
      }
      const settle = (reason?: LinkError) => {
        cancel();
        this.abandonWrite.delete(settle);
        if (reason === undefined) resolve();
        else reject(reason);
      };
      const cancel = this.clock.after(this.writeDeadlineMs, () => {
        this.end(portStalledFault(this.description, this.writeDeadlineMs));
      });
      this.abandonWrite.add(settle);
      this.stream.write(chunk, (error) => {
        if (error === null || error === undefined) settle();
        // A hang-up that reading has not met yet; the end settles this write too.
        else this.end(portClosedFault(this.description, error));
      });
    });
  }

  private end(reason: LinkError | undefined): void {
    if (this.closed !== undefined) return;
    this.closed = { reason };
    for (const abandon of this.abandonWrite) {
      abandon(reason ?? portClosedFault(this.description));
    }
    if (reason !== undefined && this.stream.isOpen) this.stream.close(() => undefined);
    for (const listener of this.closeListeners) listener(reason);
  }
}
