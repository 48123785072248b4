import {
  isEncryptedKeyFile,
  readEncryptedKeyFile,
  readOperatorKeyFile,
  readTrustedKeyFile,
  type OperatorKey,
  type TrustedKey,
} from '@feierabend/protocol';

import { fromFile } from '../files/faults.ts';
import { findPassphrase, type KeyWorld } from './passphrase.ts';

export interface KeyFileOptions {
  readonly passphraseFile?: string | undefined;
  readonly variable: string;
}

/** Reads a person's private key; one that is encrypted needs its passphrase. */
export async function readOperatorKey(
  world: KeyWorld,
  path: string,
  { passphraseFile, variable }: KeyFileOptions,
): Promise<OperatorKey> {
  const text = new TextDecoder().decode(await world.readFile(path));
  if (!isEncryptedKeyFile(text)) return fromFile(readOperatorKeyFile(text), path);
  const source = { file: passphraseFile, variable, whose: path };
  return fromFile(readEncryptedKeyFile(text, await findPassphrase(world, source)), path);
}

/** Reads a public key, or the public half of a private one. */
export async function readTrustedKey(
  world: Pick<KeyWorld, 'readFile'>,
  path: string,
): Promise<TrustedKey> {
  return fromFile(readTrustedKeyFile(new TextDecoder().decode(await world.readFile(path))), path);
}
