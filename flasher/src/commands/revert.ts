import type { CommandFile } from '../command.ts';
import { declareBootTimeout, declareDevice } from './options.ts';

export const revert: CommandFile = {
  path: ['revert'],
  summary: 'go back to the image that ran before, and prove that it runs',
  example: 'flasher revert --port /dev/ttyACM0',
  declare: (command) => {
    declareBootTimeout(declareDevice(command)).option(
      '--previous',
      'also when the running image is confirmed: boot and confirm the one in the other slot',
    );
  },
  run: async (context, _args, options) => {
    const { revertRunning } = await import('../flash/settle-trial.ts');
    return revertRunning(context, options);
  },
};
