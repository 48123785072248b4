import type { CommandFile } from '../../command.ts';
import { declareDevice, language } from '../options.ts';

export const policyShow: CommandFile = {
  path: ['policy', 'show'],
  summary: 'read the policy back from the device and explain it in plain words',
  example: 'flasher policy show --port /dev/ttyACM0 --lang de --yaml read-back.yaml',
  declare: (command) => {
    declareDevice(command)
      .option('--lang <language>', 'in whole sentences: de or en', language)
      .option('--yaml <file>', 'write it as a file that compiles to the same policy')
      .option('--force', 'replace an existing file');
  },
  run: async (context, _args, options) => {
    const { showPolicy } = await import('../../policy/show-policy.ts');
    return showPolicy(context, options);
  },
};
