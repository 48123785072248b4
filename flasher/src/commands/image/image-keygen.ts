import { Option } from 'commander';

import type { CommandFile } from '../../command.ts';

/** As in the protocol package, which the help does not load. */
const kinds = ['ed25519', 'ecdsa-p256'] as const;

export const imageKeygen: CommandFile = {
  path: ['image', 'keygen'],
  summary: 'make a key pair for signing images',
  example: 'flasher image keygen signing.pem',
  declare: (command) => {
    command
      .argument('<file>', 'the private key; the public one is written beside it as .pub.pem')
      .addOption(new Option('--kind <kind>', 'kind of the key').choices(kinds).default('ed25519'))
      .option('--force', 'replace existing files');
  },
  run: async ({ world }, [file = ''], options) => {
    const { imageSecretBytes, keyFilesOf } = await import('../../image/key-file.ts');
    const replace = options['force'] === true;
    const publicFile = `${file.replace(/\.pem$/iu, '')}.pub.pem`;
    const { privatePem, publicPem } = keyFilesOf(
      world.randomBytes(imageSecretBytes),
      options['kind'] as (typeof kinds)[number],
    );
    await world.writeFile(file, privatePem, { secret: true, replace });
    await world.writeFile(publicFile, publicPem, { secret: false, replace });
    return {
      text: [
        `Private key  ${file} (readable by you alone; keep it off the devices)`,
        `Public key   ${publicFile}`,
      ],
      result: { privateKeyFile: file, publicKeyFile: publicFile },
    };
  },
};
