import type { CommandFile } from '../../command.ts';
import { positiveInteger } from '../options.ts';

export const provisionTestCa: CommandFile = {
  path: ['provision', 'test-ca'],
  summary: 'make a certificate authority for tests, in two files',
  example: 'flasher provision test-ca ca.pem',
  declare: (command) => {
    command
      .argument('<file>', 'its certificate; the key is written beside it as .key.pem')
      .option('--days <number>', 'how long it holds', positiveInteger, 3650)
      .option('--force', 'replace existing files');
  },
  run: async (context, [file = ''], options) => {
    const { writeTestAuthority } = await import('../../tenancy/certify.ts');
    return writeTestAuthority(context, file, options);
  },
};
