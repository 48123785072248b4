import type { CommandFile } from '../../command.ts';

export const imageKeygen: CommandFile = {
  path: ['image', 'keygen'],
  summary: 'make an Ed25519 key pair for signing images',
  example: 'flasher image keygen signing.pem',
  declare: (command) => {
    command
      .argument('<file>', 'the private key; the public one is written beside it as .pub.pem')
      .option('--force', 'replace existing files');
  },
  run: async ({ world }, [file = ''], options) => {
    const { keyFilesOf, seedBytes } = await import('../../image/key-file.ts');
    const replace = options['force'] === true;
    const publicFile = `${file.replace(/\.pem$/iu, '')}.pub.pem`;
    const { privatePem, publicPem } = keyFilesOf(world.randomBytes(seedBytes));
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
