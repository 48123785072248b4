import { read } from 'node:fs';
import { promisify } from 'node:util';

import { BindingFault } from './binding-fault.ts';

/** The part of serialport's Unix poller that waits for a port. */
interface PortPoller {
  poll(eventFlag?: number): void;
  once(event: string, callback: (error: Error | null) => void): unknown;
  listenerCount(event: string): number;
}

/** The part of serialport's Unix binding that is mended here. */
export interface UnixPort {
  readonly isOpen: boolean;
  readonly fd: number | null;
  readonly poller: PortPoller;
  read(buffer: Buffer, offset: number, length: number): Promise<PortRead>;
}

interface PortRead {
  readonly buffer: Buffer;
  readonly bytesRead: number;
}

/** libuv's flags, as the poller hands them on. */
const flags = { readable: 0b001, writable: 0b010, disconnect: 0b100 } as const;

/** A line that has nothing to say answers EAGAIN; nothing at all, so often, is the end of it. */
const emptyReadsMax = 8;

const readBytes = promisify(read);

/** Mends an open stream of serialport 13 on Unix; others are left as they are. */
export function mendUnixPort(stream: object): void {
  const { port } = stream as { readonly port?: UnixPort };
  if (port?.poller === undefined || typeof port.fd !== 'number') return;
  pollTogether(port.poller);
  port.read = (buffer, offset, length) => readUntilHangUp(port, { buffer, offset, length });
}

/**
 * serialport forgets that it waits for input as soon as it has to wait for output: the watch for
 * the one replaces the watch for the other. A device that stops reading until somebody takes what
 * it says then waits for us, and we for it. With this, each watch names everything that is waited
 * for.
 */
function pollTogether(poller: PortPoller): void {
  const poll = poller.poll.bind(poller);
  poller.poll = (eventFlag = 0) => {
    const waited = Object.entries(flags).filter(([event]) => poller.listenerCount(event) > 0);
    poll(waited.reduce((all, [, flag]) => all | flag, eventFlag));
  };
}

/**
 * serialport reads again, and for ever, when a read gives nothing: that is how a pseudo-terminal
 * whose far end is gone answers. Here it is a hang-up.
 */
async function readUntilHangUp(
  port: UnixPort,
  { buffer, offset, length }: { buffer: Buffer; offset: number; length: number },
): Promise<PortRead> {
  for (let emptyReads = 0; emptyReads < emptyReadsMax;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one read follows the other
      const { bytesRead } = await readBytes(openFd(port), buffer, offset, length, null);
      if (bytesRead > 0) return { buffer, bytesRead };
      emptyReads += 1;
    } catch (error) {
      if (!isNothingYet(error)) throw error;
      // The port may be closed by now, and its poller with it; a watch would crash the program.
      openFd(port);
      // oxlint-disable-next-line no-await-in-loop -- see above
      await readable(port.poller);
    }
  }
  throw new BindingFault('the far end hung up', false);
}

function openFd({ isOpen, fd }: UnixPort): number {
  if (!isOpen || fd === null) throw new BindingFault('the port was closed', true);
  return fd;
}

function readable(poller: PortPoller): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function isNothingYet(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}
