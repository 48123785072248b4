import { LinkError } from '@feierabend/protocol';

import type { Clock } from '../../core/ports.ts';
import { Hearing } from './hearing.ts';

/** What of serialport's stream is used here; tests bring one without hardware. */
export interface ReceiverStream {
  open(callback: (error: Error | null) => void): void;
  close(callback?: (error: Error | null) => void): void;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'close' | 'error', listener: (error?: Error | null) => void): unknown;
}

export interface ReceiverPortOptions {
  readonly path: string;
  /** 4800 by NMEA 0183, 9600 from most modules, 115200 from many. */
  readonly baudRate: number;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** The port was open and is gone, or nothing comes from it any more: unplugged, for one. Once for each loss. */
  readonly lost: (reason: string) => void;
  /** It is heard again after a loss. */
  readonly found: () => void;
  readonly clock: Pick<Clock, 'after'>;
  /** A receiver speaks every second; 10 s of silence are a loss when not given. */
  readonly silentMs?: number;
  readonly streamOf?: (path: string, baudRate: number) => Promise<ReceiverStream>;
}

const silentMsUsual = 10_000;
/** Between two tries to open a port that was lost: twice as long each time, up to the longest. */
const reopenMs = { shortest: 1_000, longest: 60_000 } as const;
/** A driver that says nothing to an open is taken for one that failed. */
const openDeadlineMs = 10_000;

/**
 * A live receiver on a serial port of this machine. Nothing is ever written to it. Not every driver tells that
 * the other end is gone, a pseudo-terminal for one, so silence counts as a loss as well. A port that was lost is opened again
 * until it is heard.
 *
 * @throws LinkError `RECEIVER_PORT` when it cannot be opened the first time.
 */
export async function openReceiverPort(
  options: ReceiverPortOptions,
): Promise<{ close(): Promise<void> }> {
  const port = new ReceiverPort(options);
  await port.open().catch((cause: unknown) => {
    throw cause instanceof LinkError ? cause : unusable(options.path, cause);
  });
  return port;
}

class ReceiverPort {
  readonly #options: ReceiverPortOptions;
  readonly #hearing: Hearing;
  #stream: ReceiverStream | undefined;
  #waitMs: number = reopenMs.shortest;
  #cancelReopen: () => void = () => {};
  #isOver = false;

  constructor(options: ReceiverPortOptions) {
    const { clock, silentMs = silentMsUsual, lost, found } = options;
    this.#options = options;
    this.#hearing = new Hearing({ clock, silentMs, lost, found, gone: () => this.#reopen() });
  }

  async open(): Promise<void> {
    const { path, baudRate, streamOf = nativeStream } = this.#options;
    const stream = await streamOf(path, baudRate);
    stream.on('data', (bytes) => this.#receive(stream, bytes));
    stream.on('error', (error) => this.#lose(stream, error?.message ?? 'it failed'));
    stream.on('close', (error) => this.#lose(stream, error?.message ?? 'it was closed'));
    await this.#opened(stream);
    if (this.#isOver) return closed(stream);
    this.#stream = stream;
    this.#hearing.begin();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#cancelReopen();
    this.#hearing.end();
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) await closed(stream);
  }

  #receive(stream: ReceiverStream, bytes: Uint8Array): void {
    if (stream !== this.#stream) return;
    this.#waitMs = reopenMs.shortest;
    this.#hearing.heard();
    this.#options.onBytes(bytes);
  }

  #lose(stream: ReceiverStream, reason: string): void {
    if (stream === this.#stream) this.#hearing.lose(reason);
  }

  /** What is lost is closed first: a driver gives a port to one user only. */
  #reopen(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    if (this.#isOver) return;
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(2 * waitMs, reopenMs.longest);
    const open = (): void => void this.open().catch(() => this.#reopen());
    this.#cancelReopen = this.#options.clock.after(waitMs, () => {
      if (stream === undefined) open();
      else void closed(stream).then(() => this.#isOver || open());
    });
  }

  #opened(stream: ReceiverStream): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(openDeadlineMs, () => {
        void closed(stream);
        reject(unusable(this.#options.path, `it did not open within ${openDeadlineMs / 1000} s`));
      });
      stream.open((error) => {
        cancel();
        if (error === null) resolve();
        else reject(error);
      });
    });
  }
}

function closed(stream: ReceiverStream): Promise<void> {
  return new Promise((resolve) => stream.close(() => resolve()));
}

/** The driver is loaded only when hardware is named: everything else must work where it is not installed. */
async function nativeStream(path: string, baudRate: number): Promise<ReceiverStream> {
  const { SerialPort } = await import('serialport');
  return new SerialPort({ path, baudRate, autoOpen: false });
}

function unusable(path: string, cause: unknown): LinkError {
  return new LinkError({
    code: 'RECEIVER_PORT',
    expected: `a GNSS receiver on the serial port ${path}`,
    came: `the system said: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: 'check the cable, the name, and whether another program (gpsd, for one) holds the port',
    cause,
  });
}
