import type { ListenOptions } from 'node:net';

import { UsageError } from '@feierabend/protocol';

/** What fits into a socket address of Linux beside the closing zero (unix(7)); Node cuts a longer path without a word. */
const pathBytesMax = 107;

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** What `net` listens on for a port name. TCP is for loopback only: a simulator has nothing to offer a network. */
export function listenTarget(name: string): ListenOptions {
  if (!name.startsWith('tcp://')) return { path: checkedPath(name) };
  const url = URL.canParse(name) ? new URL(name) : undefined;
  // Port 0 is any free one.
  if (url === undefined || !/^\d+$/u.test(url.port) || `${url.pathname}${url.search}` !== '') {
    throw unfit('PORT_FORM', 'a port as tcp://127.0.0.1:PORT', `it was ${name}`);
  }
  if (!loopback.includes(url.hostname)) {
    throw unfit(
      'PORT_NOT_LOOPBACK',
      'a loopback address in tcp://127.0.0.1:PORT',
      `it was ${url.hostname}`,
    );
  }
  return { host: url.hostname.replace(/^\[|\]$/gu, ''), port: Number(url.port) };
}

function checkedPath(path: string): string {
  const bytes = Buffer.byteLength(path);
  if (bytes <= pathBytesMax) return path;
  throw new UsageError({
    code: 'PORT_PATH_LENGTH',
    expected: `a socket path of at most ${pathBytesMax} bytes`,
    came: `it has ${bytes}`,
    next: 'give a shorter path, a relative one, or tcp://127.0.0.1:0',
  });
}

function unfit(code: string, expected: string, came: string): UsageError {
  return new UsageError({
    code,
    expected,
    came,
    next: 'use 127.0.0.1, localhost or [::1] with a port number, 0 for any free one',
  });
}
