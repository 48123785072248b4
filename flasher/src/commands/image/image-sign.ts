import type { CommandFile } from '../../command.ts';

export const imageSign: CommandFile = {
  path: ['image', 'sign'],
  summary: 'put a new signature on an MCUboot image, in place of those it has',
  example: 'flasher image sign zephyr.signed.bin --key release.pem --out release.img',
  declare: (command) => {
    command
      .argument('<file>', 'the image: raw, Intel HEX or UF2')
      .requiredOption('--key <file>', 'private key that signs it, PEM (Ed25519 or P-256)')
      .requiredOption('--out <file>', 'the signed image to write')
      .option('--force', 'replace an existing file');
  },
  run: async ({ world }, [file = ''], options) => {
    const { signImageFile } = await import('../../image/sign-image-file.ts');
    return signImageFile(world, file, {
      keyFile: options['key'] as string,
      outFile: options['out'] as string,
      replace: options['force'] === true,
    });
  },
};
