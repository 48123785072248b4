import type { CommandFile } from '../command.ts';
import { declareBootTimeout, declareDevice } from './options.ts';

export const reset: CommandFile = {
  path: ['reset'],
  summary: 'reset the device, and wait until it answers again',
  example: 'flasher reset --recovery --port /dev/ttyACM0',
  declare: (command) => {
    declareBootTimeout(declareDevice(command))
      .option('--recovery', 'stay in the boot loader, which then takes an image')
      .option('--no-wait', 'end when the device has accepted the reset');
  },
  run: async (context, _args, options) => {
    const { resetDevice } = await import('../device/reset-device.ts');
    return resetDevice(context, options);
  },
};
