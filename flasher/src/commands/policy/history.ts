import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';

export const policyHistory: CommandFile = {
  path: ['policy', 'history'],
  summary: 'who changed the policy of the device, when and why, out of its verified journal',
  example: 'flasher policy history --port /dev/ttyACM0 --identity van-7.identity.json',
  declare: (command) => {
    declareDevice(command).option('--identity <file>', 'identity that the device must have');
  },
  run: async (context, _args, options) => {
    const history = await import('../../policy/policy-history.ts');
    return history.policyHistory(context, options);
  },
};
