import { readInput, readOperatorKey } from '@feierabend/flasher';
import { UsageError, type OperatorKey } from '@feierabend/protocol';

import type { HilIo } from '../io.ts';

export interface SignerOptions {
  readonly key: string;
  readonly passphraseFile?: string | undefined;
}

/** The key of the person who answers for a run. Throws UsageError EVIDENCE_SIGNER for one that may not sign (any more). */
export async function readSigner(io: HilIo, options: SignerOptions): Promise<OperatorKey> {
  const variable = 'FEIERABEND_PASSPHRASE';
  const { passphrase } = io;
  const environment = passphrase === undefined ? {} : { [variable]: passphrase };
  const { key: file, passphraseFile } = options;
  const world = { readFile: readInput, environment, askSecret: undefined };
  const key = await readOperatorKey(world, file, { passphraseFile, variable });
  const isExpired = key.notAfterS !== undefined && io.now() / 1000 > key.notAfterS;
  if (!isExpired && key.role !== 'reader') return key;
  throw new UsageError({
    code: 'EVIDENCE_SIGNER',
    expected: 'the key of a person who may sign',
    came: isExpired ? `the key of ${key.name} has expired` : `${key.name} is a reader`,
    next: 'sign with another key, or have a new one made (flasher policy keygen)',
  });
}
