import { LinkError } from '@feierabend/protocol';

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
  /** The port was open and is gone: unplugged, for one. */
  readonly lost: (reason: string) => void;
  readonly streamOf?: (path: string, baudRate: number) => Promise<ReceiverStream>;
}

/**
 * A live receiver on a serial port of this machine. Nothing is ever written to it.
 *
 * @throws LinkError `RECEIVER_PORT` when it cannot be opened.
 */
export async function openReceiverPort(
  options: ReceiverPortOptions,
): Promise<{ close(): Promise<void> }> {
  const { path, baudRate, onBytes, lost, streamOf = nativeStream } = options;
  const stream = await streamOf(path, baudRate).catch((cause: unknown) => {
    throw unusable(path, cause);
  });
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => (error === null ? resolve() : reject(unusable(path, error))));
  });
  let closing = false;
  stream.on('data', onBytes);
  stream.on('error', (error) => lost(error?.message ?? 'it failed'));
  stream.on('close', (error) => {
    if (!closing) lost(error?.message ?? 'it was closed');
  });
  return {
    close() {
      closing = true;
      return new Promise((resolve) => stream.close(() => resolve()));
    },
  };
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
