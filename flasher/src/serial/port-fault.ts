import { LinkError } from '@feierabend/protocol';

interface KnownFault {
  readonly code: string;
  /** Any of these, in any case. */
  readonly texts: readonly string[];
  readonly came: string;
  readonly next: string;
}

/**
 * serialport reports plain sentences without a code ("Error Resource temporarily unavailable Cannot
 * lock port", "Opening COM3: Access denied"), sockets report errno names; both are recognised by
 * their text. The order decides.
 */
const knownFaults: readonly KnownFault[] = [
  {
    code: 'PORT_BUSY',
    texts: [
      'cannot lock port',
      'resource temporarily unavailable',
      'resource busy',
      'EBUSY',
      'EAGAIN',
      'access denied',
    ],
    came: 'another program holds it',
    next: 'close the terminal, monitor or second flasher that has it open, then try again',
  },
  {
    code: 'PORT_DENIED',
    texts: ['permission denied', 'operation not permitted', 'EACCES', 'EPERM'],
    came: 'this user may not open it',
    next: 'join the group that owns it (Debian: sudo usermod -aG dialout $USER), then log in again',
  },
  {
    code: 'PORT_ABSENT',
    texts: [
      'no such file',
      'no such device',
      'file not found',
      'cannot find the file',
      'cannot find the path',
      'ENOENT',
      'ENXIO',
      'ENODEV',
      'ENOTFOUND',
      'EAI_AGAIN',
    ],
    came: 'there is no such port',
    next: 'check the cable and the name; the port typed is used as it is, and no other is tried',
  },
  {
    code: 'PORT_REFUSED',
    texts: ['ECONNREFUSED'],
    came: 'nothing listens there',
    next: 'start the device, simulator or serial server that should listen, then try again',
  },
  {
    code: 'PORT_UNREACHABLE',
    texts: ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
    came: 'the host did not answer',
    next: 'check the address and the network',
  },
  {
    code: 'PORT_NOT_SERIAL',
    texts: [
      'inappropriate ioctl',
      'not a tty',
      'not a typewriter',
      'ENOTTY',
      'EISDIR',
      'is a directory',
      'custom baudrate',
      'bad baud rate',
    ],
    came: 'it is not a serial port, or cannot run at that speed',
    next: 'name a serial port, and a speed with --baud that its hardware knows',
  },
  {
    code: 'PORT_DRIVER',
    texts: [
      'could not locate the bindings',
      'no native build was found',
      'ERR_DLOPEN_FAILED',
      'cannot find module',
      'cannot find package',
    ],
    came: 'the serial driver for this platform could not be loaded',
    next: 'install again with "npm ci", or use a socket or tcp:// port, which needs no driver',
  },
];

/** Names what went wrong while a port was opened. */
export function portOpenFault(port: string, cause: unknown): LinkError {
  const text = textOf(cause);
  const lowered = text.toLowerCase();
  const known = knownFaults.find(({ texts }) =>
    texts.some((part) => lowered.includes(part.toLowerCase())),
  );
  return new LinkError({
    code: known?.code ?? 'PORT_OPEN',
    expected: `to open port ${port}`,
    came: known?.came ?? `the system said "${text.replace(/^(Error:?\s*)+/u, '')}"`,
    next: known?.next ?? 'check the port and try again',
    cause,
  });
}

/** The far end went away while the port was open. */
export function portClosedFault(port: string, cause?: unknown): LinkError {
  return new LinkError({
    code: 'PORT_CLOSED',
    expected: `port ${port} to stay open`,
    came: 'it was closed from the other side (unplugged, reset, or held by another program)',
    next: 'check cable and power, and run the same command again',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * The operating system did not take bytes in time: a stuck peer, or a hang-up that serialport never
 * reports.
 */
export function portStalledFault(port: string, deadlineMs: number): LinkError {
  return new LinkError({
    code: 'PORT_STALLED',
    expected: `port ${port} to take bytes within ${deadlineMs / 1000} s`,
    came: 'it took none',
    next: 'check cable, power and flow control, then run the same command again',
  });
}

function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' ? `${cause.message} ${code}` : cause.message;
}
