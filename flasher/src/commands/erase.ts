import type { CommandFile } from '../command.ts';
import { declareDevice, wholeNumber } from './options.ts';

export const erase: CommandFile = {
  path: ['erase'],
  summary: 'erase a slot that does not run, or the settings of a device',
  example: 'flasher erase --slot 1 --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command)
      .option('--slot <number>', 'slot to erase', wholeNumber, 1)
      .option('--storage', 'instead: erase the settings partition, as a factory reset does');
  },
  run: async (context, _args, options) => {
    const { eraseDevice } = await import('../flash/erase-device.ts');
    return eraseDevice(context, options);
  },
};
