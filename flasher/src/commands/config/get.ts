import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';

export const configGet: CommandFile = {
  path: ['config', 'get'],
  summary: 'read settings of the device, with their types and units',
  example: 'flasher config get device/label --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command.argument('[names...]', 'all that the schema has when left out')).option(
      '--schema <file>',
      'types of the settings of another board, YAML',
    );
  },
  run: async (context, names, options) => {
    const { getSettings } = await import('../../settings/config-commands.ts');
    return getSettings(context, names, options);
  },
};
