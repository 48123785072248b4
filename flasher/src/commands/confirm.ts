import type { CommandFile } from '../command.ts';
import { declareDevice } from './options.ts';

export const confirm: CommandFile = {
  path: ['confirm'],
  summary: 'keep the image that runs on trial, after a health check',
  example: 'flasher confirm --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command);
  },
  run: async (context, _args, options) => {
    const { confirmRunning } = await import('../flash/settle-trial.ts');
    return confirmRunning(context, options);
  },
};
