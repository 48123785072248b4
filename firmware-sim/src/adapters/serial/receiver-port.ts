import { LinkError } from '@feierabend/protocol';

import type { Clock } from '../../core/ports.ts';

/** What of serialport's stream is used here; tests bring one without hardware. */
interface ReceiverStream {
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
  readonly clock: Pick<Clock, 'after'>;
  /** A receiver speaks every second; 10 s of silence are a loss when not given. */
  readonly silentMs?: number;
  readonly streamOf?: (path: string, baudRate: number) => Promise<ReceiverStream>;
}

const silentMsUsual = 10_000;

/**
 * A live receiver on a serial port of this machine. Nothing is ever written to it. Not every driver tells that
 * the other end is gone, a pseudo-terminal for one, so silence counts as a loss as well.
 *
 * @throws LinkError `RECEIVER_PORT` when it cannot be opened.
 */
export async function openReceiverPort(
  options: ReceiverPortOptions,
): Promise<{ close(): Promise<void> }> {
  const { path, baudRate, onBytes, streamOf = nativeStream } = options;
  const stream = await streamOf(path, baudRate).catch((cause: unknown) => {
    throw unusable(path, cause);
  });
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => (error === null ? resolve() : reject(unusable(path, error))));
  });
  const hearing = new Hearing(options);
  stream.on('data', (bytes) => {
    hearing.heard();
    onBytes(bytes);
  });
  stream.on('error', (error) => hearing.lose(error?.message ?? 'it failed'));
  stream.on('close', (error) => hearing.lose(error?.message ?? 'it was closed'));
  return {
    close() {
      hearing.end();
      return new Promise((resolve) => stream.close(() => resolve()));
    },
  };
}

/** Whether the receiver is there; a loss is told once, and again only after it was heard. */
class Hearing {
  readonly #options: ReceiverPortOptions;
  #cancel: () => void = () => {};
  #isLost = false;
  #isOver = false;

  constructor(options: ReceiverPortOptions) {
    this.#options = options;
    this.heard();
  }

  heard(): void {
    const { clock, silentMs = silentMsUsual } = this.#options;
    this.#isLost = false;
    this.#cancel();
    this.#cancel = clock.after(silentMs, () => {
      this.lose(`nothing came for ${silentMs / 1000} s`);
    });
  }

  lose(reason: string): void {
    if (this.#isLost || this.#isOver) return;
    this.#isLost = true;
    this.#cancel();
    this.#options.lost(reason);
  }

  end(): void {
    this.#isOver = true;
    this.#cancel();
  }
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
