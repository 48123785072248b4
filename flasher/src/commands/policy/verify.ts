import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';

export const policyVerify: CommandFile = {
  path: ['policy', 'verify'],
  summary: 'prove that the device holds exactly this policy, byte by byte; changes nothing',
  example: 'flasher policy verify vans.yaml --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command.argument('<file>', 'policy in YAML, or a signed instruction'));
  },
  run: async (context, [file = ''], options) => {
    const { verifyPolicy } = await import('../../policy/verify-policy.ts');
    return verifyPolicy(context, file, options);
  },
};
