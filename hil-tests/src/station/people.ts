import { readFile } from 'node:fs/promises';

import {
  createOperatorKey,
  InternalError,
  readOperatorKeyFile,
  type OperatorKey,
  type OperatorRole,
} from '@feierabend/protocol';

import type { Station } from './station.ts';

/** Who gives orders: the two sides of the tenant. */
export interface People {
  readonly admin: OperatorKey;
  readonly council: OperatorKey;
}

export async function peopleOf({ kit }: Pick<Station, 'kit'>): Promise<People> {
  const [admin, council] = await Promise.all([keyIn(kit.adminKey), keyIn(kit.councilKey)]);
  return { admin, council };
}

/** Somebody the device does not know yet, or never will. */
export function somebody(
  name: string,
  role: OperatorRole,
  options: { readonly number: number; readonly notAfterS?: number },
): OperatorKey {
  const { number, ...more } = options;
  const seed = new Uint8Array(32).fill(number);
  // A board has met others of the nights before: numbers have room for each of them.
  if (number > 0xff) new DataView(seed.buffer).setUint32(0, number);
  return createOperatorKey({ name, role, seed, ...more });
}

/** What a device learns of a person, in the body of a key change. */
export function publicHalf({ name, role, publicKey, notAfterS }: OperatorKey) {
  return { name, role, publicKey, ...(notAfterS === undefined ? {} : { notAfterS }) };
}

async function keyIn(file: string): Promise<OperatorKey> {
  const key = readOperatorKeyFile(await readFile(file, 'utf8'));
  if (!key.ok) throw new InternalError(`a key made for this run is unreadable: ${key.fault.came}`);
  return key.value;
}
