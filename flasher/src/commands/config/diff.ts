import type { CommandFile } from '../../command.ts';
import { collect, declareDevice } from '../options.ts';

export const configDiff: CommandFile = {
  path: ['config', 'diff'],
  summary: 'show what an import would change on the device; changes nothing',
  example: 'flasher config diff van-7.settings.yaml --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command.argument('<file>', 'what "config export" wrote'))
      .option('--only <name>', 'this setting; may be given again', collect)
      .option('--schema <file>', 'types of the settings of another board, YAML');
  },
  run: async (context, [file = ''], options) => {
    const { diffSettings } = await import('../../settings/config-commands.ts');
    return diffSettings(context, file, options);
  },
};
