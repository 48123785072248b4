import type { ListenOptions } from 'node:net';

import { UsageError } from '@feierabend/protocol';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** What `net` listens on for a port name. TCP is for loopback only: a simulator has nothing to offer a network. */
export function listenTarget(name: string): ListenOptions {
  if (!name.startsWith('tcp://')) return { path: name };
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

function unfit(code: string, expected: string, came: string): UsageError {
  return new UsageError({
    code,
    expected,
    came,
    next: 'use 127.0.0.1, localhost or [::1] with a port number, 0 for any free one',
  });
}
