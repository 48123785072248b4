import type { BehaviourManifest } from '@feierabend/protocol';
import { InvalidArgumentError } from 'commander';

import type { CommandFile } from '../../command.ts';
import { collect, positiveInteger, wholeNumber } from '../options.ts';

export const imageBuild: CommandFile = {
  path: ['image', 'build'],
  summary: 'build and sign an MCUboot image',
  example:
    'flasher image build app.img --body app.bin --version 1.2.0 --counter 4 --key signing.pem',
  declare: (command) => {
    command
      .argument('<file>', 'the image to write')
      .requiredOption('--key <file>', 'private key that signs it, PEM')
      .requiredOption('--version <version>', 'such as 1.2.0 or 1.2.0+7')
      .option('--body <file>', 'the program: a flat binary')
      .option('--sim', 'instead of --body: a manifest that firmware-sim runs')
      .option('--size <bytes>', 'with --sim: size of the body', positiveInteger, 65_536)
      .option('--self-test <verdict>', 'with --sim: pass, fail, hang or stay', verdict, 'pass')
      .option('--defect <name>', 'with --sim: a seeded defect; may be given again', collect)
      .option('--counter <number>', 'security counter', wholeNumber, 0)
      .option('--board <uuid>', 'board the image is for')
      .option('--force', 'replace an existing file');
  },
  run: async ({ world }, [file = ''], options) => {
    const { buildFromFiles } = await import('../../image/build-image-file.ts');
    return buildFromFiles(world, file, {
      keyFile: options['key'] as string,
      version: options['version'] as string,
      bodyFile: options['body'] as string | undefined,
      sim: options['sim'] === true,
      sizeBytes: options['size'] as number,
      selfTest: options['selfTest'] as BehaviourManifest['selfTest'],
      defects: (options['defect'] ?? []) as readonly string[],
      securityCounter: options['counter'] as number,
      board: options['board'] as string | undefined,
      replace: options['force'] === true,
    });
  },
};

function verdict(text: string): string {
  if (['pass', 'fail', 'hang', 'stay'].includes(text)) return text;
  throw new InvalidArgumentError('It is pass, fail, hang or stay.');
}
