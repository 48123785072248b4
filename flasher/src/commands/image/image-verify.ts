import type { CommandFile } from '../../command.ts';
import { collect, wholeNumber } from '../options.ts';

export const imageVerify: CommandFile = {
  path: ['image', 'verify'],
  summary: 'judge an image as flash does before it sends: hash, signature, board and counter',
  example: 'flasher image verify app.img --trust signing.pub.pem --counter-min 4',
  declare: (command) => {
    command
      .argument('<file>', 'the image: raw, Intel HEX or UF2')
      .requiredOption(
        '--trust <file>',
        'public key it must be signed with; may be given again',
        collect,
      )
      .option('--board <uuid>', 'refuse an image for another board')
      .option('--counter-min <number>', 'refuse a lower security counter', wholeNumber);
  },
  run: async ({ world }, [file = ''], options) => {
    const { verifyImageFile } = await import('../../image/verify-image-file.ts');
    return verifyImageFile(world, file, {
      trustFiles: options['trust'] as readonly string[],
      unverified: false,
      board: options['board'] as string | undefined,
      counterMin: options['counterMin'] as number | undefined,
    });
  },
};
