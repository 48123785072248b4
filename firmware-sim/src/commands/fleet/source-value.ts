import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

import { InvalidArgumentError } from 'commander';

/** An address of this machine, behind those that were given before it. */
export function sourceValue(text: string, before: readonly string[] = []): readonly string[] {
  const isLoopback = isIP(text) === 4 && text.startsWith('127.');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  if (isLoopback || own.some(({ address }) => address === text)) return [...before, text];
  throw new InvalidArgumentError(
    'Expected an IP address of this machine, as "ip address" lists them.',
  );
}
