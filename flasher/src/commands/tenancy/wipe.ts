import { InvalidArgumentError } from 'commander';

import type { CommandFile } from '../../command.ts';
import { declareDevice, language } from '../options.ts';
import { declareSigning } from '../signing-options.ts';

export const wipe: CommandFile = {
  path: ['wipe'],
  summary: 'erase reports or the whole device on a signed order, and prove it',
  example: [
    'flasher wipe --port /dev/ttyACM0 --scope device --data returned --reason "end of contract"',
    '--key admin.key.json --cosign council.key.json --identity van-7.identity.json',
  ].join(' '),
  declare: (command) => {
    declareSigning(declareDevice(command))
      .option(
        '--scope <what>',
        'with --key: reports, or device for its end',
        one('reports', 'device'),
      )
      .option(
        '--data <what>',
        'with --key: returned to the controller before, or destroy by consent',
        one('returned', 'destroy'),
      )
      .option('--instruction <file>', 'instead of --key: an order that was signed before')
      .option('--prepare <file>', 'only write the order and the journal; nothing is sent')
      .option('--identity <file>', 'identity that the device must have, from provisioning')
      .option('--protocol <name>', 'name of the files without ending; DEVICE-deletion')
      .option('--lang <language>', 'of the protocol for print: de or en', language, 'en')
      .option('--force', 'replace existing files');
  },
  run: async (context, _args, options) => {
    const { wipeDevice } = await import('../../tenancy/wipe-device.ts');
    return wipeDevice(context, options);
  },
};

function one(...words: readonly string[]) {
  return (text: string): string => {
    if (words.includes(text)) return text;
    throw new InvalidArgumentError(`It is ${words.join(' or ')}.`);
  };
}
