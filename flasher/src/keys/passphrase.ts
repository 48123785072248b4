import { UsageError } from '@feierabend/protocol';

import type { World } from '../command.ts';

/** What reading a key touches: files, and for a passphrase the environment or the person at the terminal. */
export type KeyWorld = Pick<World, 'readFile' | 'environment' | 'askSecret'>;

/** Where a passphrase comes from, in the order in which it is looked for. Never the command line. */
export interface PassphraseSource {
  /** Its first line is the passphrase. */
  readonly file: string | undefined;
  /** Variable of the environment. */
  readonly variable: string;
  /** For the question on the terminal. */
  readonly whose: string;
}

export async function findPassphrase(world: KeyWorld, source: PassphraseSource): Promise<string> {
  const found = await given(world, source);
  if (found !== undefined) return found;
  if (world.askSecret !== undefined) return world.askSecret(`Passphrase of ${source.whose}: `);
  throw missing(source);
}

/** The same for a key that is being made: a person types it twice. */
export async function newPassphrase(world: KeyWorld, source: PassphraseSource): Promise<string> {
  const found = await given(world, source);
  if (found !== undefined) return found;
  if (world.askSecret === undefined) throw missing(source);
  const first = await world.askSecret(`New passphrase for ${source.whose}: `);
  if (first === (await world.askSecret('The same again: '))) return first;
  throw new UsageError({
    code: 'OPERATOR_KEY_SECRET',
    expected: 'the same passphrase twice',
    came: 'the two differ',
    next: 'run the same command again',
  });
}

async function given(world: KeyWorld, { file, variable }: PassphraseSource) {
  if (file === undefined) return world.environment[variable];
  const text = new TextDecoder().decode(await world.readFile(file));
  return text.split(/\r?\n/u)[0];
}

function missing({ whose, variable }: PassphraseSource): UsageError {
  return new UsageError({
    code: 'OPERATOR_KEY_LOCKED',
    expected: `the passphrase of ${whose}`,
    came: 'there is no file with it, no variable and no terminal',
    next: `name a file with --passphrase-file, or set ${variable}`,
  });
}
