import { stat } from 'node:fs/promises';

import { LinkError, UsageError } from '@feierabend/protocol';

import type { ByteLink } from './byte-link.ts';
import { realClock, type FlasherClock } from './clock.ts';
import { portOpenFault } from './port-fault.ts';
import { parsePortTarget, type PortTarget } from './port-target.ts';
import { connectSocket, type SocketAddress } from './socket-connect.ts';
import { openStreamLink, type PortStream } from './stream-link.ts';

export interface LinkTarget {
  /** A path to a serial port or unix socket, `COM3`, a Windows named pipe, or `tcp://host:port`. */
  readonly port: string;
  readonly baudRate: number;
}

export interface OpenLinkOptions {
  readonly clock?: FlasherClock;
  /** Makes serialport's stream for a hardware port; tests bring their own. */
  readonly nativeStream?: (path: string, baudRate: number) => Promise<PortStream>;
}

/** Opens exactly the port that was named. */
export async function openLink(
  target: LinkTarget,
  options: OpenLinkOptions = {},
): Promise<ByteLink> {
  const clock = options.clock ?? realClock;
  const parsed = parsePortTarget(target.port);
  const address = await socketAddress(parsed);
  const stream =
    address === undefined
      ? await nativeStream(target, options)
      : await socketStream(address, target, clock);
  return openStreamLink(stream, { description: target.port, clock, baudRate: target.baudRate });
}

/** Undefined when the target is a hardware port. */
async function socketAddress(target: PortTarget): Promise<SocketAddress | undefined> {
  if (target.kind === 'tcp') {
    return { text: target.text, connect: { host: target.host, port: target.port } };
  }
  if (target.kind === 'pipe') return { text: target.text, connect: { path: target.text } };
  if (target.kind === 'device') return undefined;
  if (target.kind === 'usb') throw noPath(target.text);
  const found = await stat(target.text).catch((error: unknown) => {
    throw portOpenFault(target.text, error);
  });
  if (found.isSocket()) return { text: target.text, connect: { path: target.text } };
  if (found.isCharacterDevice()) return undefined;
  throw new LinkError({
    code: 'PORT_NOT_SERIAL',
    expected: `${target.text} to be a serial port or a socket`,
    came: found.isDirectory() ? 'it is a directory' : 'it is a file of another kind',
    next: 'name the device with --port, and the file to send as the argument',
  });
}

async function socketStream(
  address: SocketAddress,
  target: LinkTarget,
  clock: FlasherClock,
): Promise<PortStream> {
  const [{ SerialPortStream }, { socketBinding }] = await Promise.all([
    import('@serialport/stream'),
    import('./socket-binding.ts'),
  ]);
  const socket = await connectSocket(address, clock);
  return new SerialPortStream({
    binding: socketBinding(socket),
    path: target.port,
    baudRate: target.baudRate,
    autoOpen: false,
  });
}

async function nativeStream(target: LinkTarget, options: OpenLinkOptions): Promise<PortStream> {
  if (options.nativeStream !== undefined) {
    return options.nativeStream(target.port, target.baudRate);
  }
  try {
    // The native driver is loaded only when hardware is named: sockets must work where it is not
    // installed.
    const { SerialPort } = await import('serialport');
    return new SerialPort({ path: target.port, baudRate: target.baudRate, autoOpen: false });
  } catch (error) {
    throw portOpenFault(target.port, error);
  }
}

function noPath(text: string): UsageError {
  return new UsageError({
    code: 'PORT_FORM',
    expected: 'a port that can be opened by its name',
    came: `${text} names a device`,
    next: 'look its path up in the list of ports first',
  });
}
