import { InvalidArgumentError } from 'commander';

import type { CommandFile } from '../../command.ts';
import { instant } from '../signing-options.ts';

/** As in the protocol package, which the help does not load; the key maker checks again. */
const roles = ['administrator', 'dispatcher', 'reader', 'council', 'controller'] as const;

export const policyKeygen: CommandFile = {
  path: ['policy', 'keygen'],
  summary: 'make the signing key of a person, encrypted with a passphrase',
  example: 'flasher policy keygen council.key.json --name "Works council" --role council',
  declare: (command) => {
    command
      .argument('<file>', 'the private key; the public one is written beside it as .pub.json')
      .requiredOption('--name <name>', 'the person, as the journal names them')
      .requiredOption('--role <role>', `one of ${roles.join(', ')}`, role)
      .option('--not-after <time>', 'from then on it signs nothing, ISO 8601', instant)
      .option(
        '--passphrase-file <file>',
        'first line is the passphrase; else $FEIERABEND_PASSPHRASE, else it is asked for',
      )
      .option('--unencrypted', 'no passphrase, for tests: whoever has the file can sign')
      .option('--force', 'replace existing files');
  },
  run: async ({ world }, [file = ''], options) => {
    const { makeOperatorKey } = await import('../../keys/make-operator-key.ts');
    return makeOperatorKey(world, file, {
      name: options['name'] as string,
      role: options['role'] as (typeof roles)[number],
      notAfterS: options['notAfter'] as number | undefined,
      replace: options['force'] === true,
      passphraseFile: options['passphraseFile'] as string | undefined,
      unencrypted: options['unencrypted'] === true,
    });
  },
};

function role(text: string): string {
  if (roles.some((known) => known === text)) return text;
  throw new InvalidArgumentError(`It is one of ${roles.join(', ')}.`);
}
