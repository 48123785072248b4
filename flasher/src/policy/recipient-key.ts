import { createPublicKey } from 'node:crypto';

import { DataError, fromHex, isHpkePublicKey, toHex } from '@feierabend/protocol';

import type { World } from '../command.ts';

/**
 * The public key of a recipient, as 130 hexadecimal digits: written so, or a P-256 key in PEM form
 * as OpenSSL writes it.
 */
export async function recipientKeyHex(world: World, given: string): Promise<string> {
  const bytes = fromHex(given) ?? pointOf(await world.readFile(given));
  if (bytes !== undefined && isHpkePublicKey(bytes)) return toHex(bytes);
  throw new DataError({
    code: 'KEY_FILE',
    expected: `${given} to be a public key of P-256`,
    came: 'it is something else',
    next: 'make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  });
}

function pointOf(pem: Uint8Array): Uint8Array | undefined {
  try {
    const { crv, x, y } = createPublicKey({ key: Buffer.from(pem), format: 'pem' }).export({
      format: 'jwk',
    });
    if (crv !== 'P-256' || x === undefined || y === undefined) return undefined;
    return Buffer.concat([
      Buffer.from([4]),
      Buffer.from(x, 'base64url'),
      Buffer.from(y, 'base64url'),
    ]);
  } catch {
    // The cause stays out of the error: parsers quote their input, which may be a private key.
    return undefined;
  }
}
