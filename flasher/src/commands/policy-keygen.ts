import { InvalidArgumentError } from 'commander';

import type { CommandFile } from '../command.ts';

/** As in the protocol package, which the help does not load; the key maker checks again. */
const roles = ['administrator', 'dispatcher', 'reader', 'council', 'controller'] as const;

export const policyKeygen: CommandFile = {
  path: ['policy', 'keygen'],
  summary: 'make the signing key of a person',
  example: 'flasher policy keygen council.key.json --name "Works council" --role council',
  declare: (command) => {
    command
      .argument('<file>', 'the private key; the public one is written beside it as .pub.json')
      .requiredOption('--name <name>', 'the person, as the journal names them')
      .requiredOption('--role <role>', `one of ${roles.join(', ')}`, role)
      .option('--force', 'replace existing files');
  },
  run: async ({ world }, [file = ''], options) => {
    const { makeOperatorKey } = await import('../policy/make-operator-key.ts');
    return makeOperatorKey(world, file, {
      name: options['name'] as string,
      role: options['role'] as (typeof roles)[number],
      replace: options['force'] === true,
    });
  },
};

function role(text: string): string {
  if (roles.some((known) => known === text)) return text;
  throw new InvalidArgumentError(`It is one of ${roles.join(', ')}.`);
}
