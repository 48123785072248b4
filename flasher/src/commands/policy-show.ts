import type { CommandFile } from '../command.ts';
import { declareDevice } from './options.ts';

export const policyShow: CommandFile = {
  path: ['policy', 'show'],
  summary: 'read the policy back from the device and explain it in plain words',
  example: 'flasher policy show --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command);
  },
  run: async (context, _args, options) => {
    const { showPolicy } = await import('../policy/show-policy.ts');
    return showPolicy(context, options);
  },
};
