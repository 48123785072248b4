import type { CommandFile } from '../command.ts';
import { declareDevice } from './options.ts';
import { declareSigning } from './signing-options.ts';

export const confirm: CommandFile = {
  path: ['confirm'],
  summary: 'keep the image that runs on trial, after a health check; with --key by signature',
  example: 'flasher confirm --port /dev/ttyACM0',
  declare: (command) => {
    declareSigning(declareDevice(command));
  },
  run: async (context, _args, options) => {
    const { confirmRunning } = await import('../flash/settle-trial.ts');
    return confirmRunning(context, options);
  },
};
